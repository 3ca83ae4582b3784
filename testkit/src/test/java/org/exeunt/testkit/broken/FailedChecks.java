package org.exeunt.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.exeunt.testkit.contract.EachVariant;
import org.exeunt.testkit.contract.FailureHint;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs a contract class and returns the failed checks. */
final class FailedChecks {
    private FailedChecks() {}

    /**
     * A failed check.
     *
     * @param check name of the check
     * @param hint what the check advises
     * @param message message of the failure
     */
    record Failed(String check, String hint, String message) {
        String rule() {
            return Character.toUpperCase(check.charAt(0)) + "" + Integer.parseInt(check.substring(1, 3));
        }
    }

    static List<Failed> of(Class<?> contract) {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents();
        assertThat(tests.started().count())
                .as("checks of %s that ran", contract)
                .isPositive();
        return tests.failed().map(FailedChecks::failed).toList();
    }

    private static Failed failed(Event event) {
        MethodSource source =
                (MethodSource) event.getTestDescriptor().getSource().orElseThrow();
        Throwable thrown = event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        EachVariant ofVariants = source.getJavaMethod().getAnnotation(EachVariant.class);
        String hint = ofVariants == null
                ? source.getJavaMethod().getAnnotation(FailureHint.class).value()
                : ofVariants.value();
        return new Failed(source.getMethodName(), hint, String.valueOf(thrown.getMessage()));
    }
}
