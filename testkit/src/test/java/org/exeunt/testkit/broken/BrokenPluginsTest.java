package org.exeunt.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.testkit.contract.ContractDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins that break one rule fail the checks of this rule and no others, with the rule and a hint in the message. */
@Tag("slow")
class BrokenPluginsTest {
    private static final List<CheckedPlugin> PLUGINS = Stream.of(
                    BrokenServerParts.list(),
                    BrokenExitPolicies.list(),
                    BrokenDatasets.list(),
                    BrokenExecutors.list(),
                    BrokenTrackers.list(),
                    BrokenRegistrations.list(),
                    BrokenStrategies.list(),
                    BrokenEngines.list())
            .flatMap(List::stream)
            .toList();

    private static final Map<String, List<CheckedPlugin.Failed>> FAILURES = new HashMap<>();

    private static List<CheckedPlugin.Failed> failures(String what) {
        return FAILURES.computeIfAbsent(what, absent -> PLUGINS.stream()
                .filter(plugin -> plugin.what().equals(what))
                .findFirst()
                .orElseThrow()
                .failures());
    }

    @ParameterizedTest
    @FieldSource("PLUGINS")
    void eachFailsOnItsRuleOnly(CheckedPlugin plugin) {
        List<CheckedPlugin.Failed> failures = failures(plugin.what());
        if (plugin.rule().isEmpty()) {
            assertThat(failures).as("failures of a valid plugin").isEmpty();
            return;
        }
        assertThat(failures.stream().map(CheckedPlugin.Failed::rule).distinct())
                .as("rules on which it fails, by %s", failures)
                .containsExactly(plugin.rule());
        assertThat(failures).allSatisfy(failure -> assertThat(failure.message())
                .startsWith("Rule " + plugin.rule() + " is broken.")
                .contains(failure.hint()));
    }

    @Test
    void exceptionsAreNamedBeforeTheHint() {
        assertThat(failures("requires that clients were compared"))
                .singleElement()
                .extracting(CheckedPlugin.Failed::message, STRING)
                .containsSubsequence(
                        "Thrown: java.lang.IllegalStateException: client ",
                        "Look at: the stack trace. If it does not explain the failure: clients that were never");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploads NaN", "aggregates to NaN", "aggregates to NaN in the second round"})
    void valuesThatAreNotFiniteFailOneCheck(String what) {
        assertThat(failures(what))
                .singleElement()
                .extracting(CheckedPlugin.Failed::message, STRING)
                .contains("is not finite (");
    }

    @Test
    void optionsWithAnEffectThatAreNamedWithoutAreToldAsSuch() {
        assertThat(failures("reads an option that the contract test names as without effect"))
                .singleElement()
                .extracting(CheckedPlugin.Failed::message, STRING)
                .contains("optionsWithoutEffect names, although another value changes a result");
        assertThat(failures("ignores the option of a strategy"))
                .singleElement()
                .extracting(CheckedPlugin.Failed::message, STRING)
                .contains("no other value, in no variant, changes a result");
    }

    @Test
    void everyRuleIsBrokenByAPlugin() {
        Set<String> broken = PLUGINS.stream().map(CheckedPlugin::rule).collect(Collectors.toSet());
        for (ContractDocument page : ContractDocument.all()) {
            assertThat(page.lines().stream()
                            .filter(ContractDocument.Line::hasCheck)
                            .map(ContractDocument.Line::rule))
                    .as("rules of %s that a plugin breaks", page.name())
                    .isSubsetOf(broken);
        }
    }
}
