package org.exeunt.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.testkit.contract.ContractDocument;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Plugins that break one rule fail the checks of this rule and no others, with the rule and a hint in the message. */
@Tag("slow")
class BrokenPluginsTest {
    private static final List<Class<?>> HOLDERS = List.of(
            BrokenSamplers.class,
            BrokenDevices.class,
            BrokenPartitioners.class,
            BrokenPolicies.class,
            BrokenAggregators.class,
            BrokenExitPolicies.class,
            BrokenDatasets.class,
            BrokenExecutors.class,
            BrokenTrackers.class,
            BrokenRegistrations.class,
            BrokenStrategyContracts.class,
            BrokenNetworks.class,
            BrokenTraining.class,
            BrokenInference.class,
            BrokenGradients.class,
            BrokenHeads.class,
            BrokenAlgebra.class);

    private static Stream<Class<?>> contracts() {
        return HOLDERS.stream()
                .flatMap(holder -> Arrays.stream(holder.getDeclaredClasses()))
                .filter(nested -> hasChecks(nested))
                .sorted(Comparator.comparing(Class::getName));
    }

    private static boolean hasChecks(Class<?> nested) {
        return !Modifier.isAbstract(nested.getModifiers())
                && Stream.<Class<?>>iterate(nested, each -> each != null, Class::getSuperclass)
                        .anyMatch(each -> each.getPackageName().equals("org.exeunt.testkit.contract"));
    }

    @TestFactory
    Stream<DynamicTest> eachFailsOnItsRuleOnly() {
        return contracts()
                .map(contract ->
                        DynamicTest.dynamicTest(contract.getSimpleName(), () -> failsOnTheMarkedRuleOnly(contract)));
    }

    private static void failsOnTheMarkedRuleOnly(Class<?> contract) {
        List<FailedChecks.Failed> failures = FailedChecks.of(contract);
        Breaks breaks = contract.getAnnotation(Breaks.class);
        if (breaks == null) {
            assertThat(failures).as("failures of a valid plugin").isEmpty();
            return;
        }
        assertThat(failures.stream().map(FailedChecks.Failed::rule).distinct())
                .as("rules on which it fails, by %s", failures)
                .containsExactly(breaks.value());
        assertThat(failures).allSatisfy(failure -> assertThat(failure.message())
                .startsWith("Rule " + breaks.value() + " is broken.")
                .contains(failure.hint()));
    }

    @Test
    void exceptionsAreNamedBeforeTheHint() {
        assertThat(FailedChecks.of(BrokenPolicies.RequiresComparedClients.class))
                .singleElement()
                .extracting(FailedChecks.Failed::message, STRING)
                .containsSubsequence(
                        "Thrown: java.lang.IllegalStateException: client ",
                        "Look at: the stack trace. If it does not explain the failure: clients that were never");
    }

    @Test
    void valuesThatAreNotFiniteFailOneCheck() {
        for (Class<?> contract : List.of(
                BrokenStrategyContracts.UploadsNaN.class,
                BrokenStrategyContracts.KeepsNaN.class,
                BrokenStrategyContracts.AggregatesNaN.class)) {
            assertThat(FailedChecks.of(contract))
                    .singleElement()
                    .extracting(FailedChecks.Failed::message, STRING)
                    .contains("is not finite (");
        }
    }

    @Test
    void optionsWithAnEffectThatAreNamedWithoutAreToldAsSuch() {
        assertThat(FailedChecks.of(BrokenStrategyContracts.DeniesItsOption.class))
                .singleElement()
                .extracting(FailedChecks.Failed::message, STRING)
                .contains("optionsWithoutEffect names, although another value changes a result");
        assertThat(FailedChecks.of(BrokenStrategyContracts.IgnoresItsOption.class))
                .singleElement()
                .extracting(FailedChecks.Failed::message, STRING)
                .contains("no other value, in no variant, changes a result");
    }

    @Test
    void everyRuleIsBrokenByAPlugin() {
        Map<String, String> broken = new TreeMap<>();
        contracts()
                .filter(contract -> contract.isAnnotationPresent(Breaks.class))
                .forEach(contract ->
                        broken.put(contract.getAnnotation(Breaks.class).value(), contract.getSimpleName()));
        for (ContractDocument page : ContractDocument.all()) {
            for (ContractDocument.Line line : page.lines()) {
                if (line.hasCheck()) {
                    assertThat(broken)
                            .as("plugins that break a rule of %s", page.name())
                            .containsKey(line.rule());
                }
            }
        }
    }
}
