package org.exeunt.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.List;
import org.exeunt.testkit.contract.EachVariant;
import org.exeunt.testkit.contract.FailureHint;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * A plugin that breaks one rule of its contract, or none.
 *
 * @param rule such as S3; empty if the plugin keeps all rules
 * @param what what the plugin does
 * @param contract the contract class, which reads what to check by {@link #subject()}
 * @param checked what the contract class checks
 */
record CheckedPlugin(String rule, String what, Class<?> contract, Object checked) {
    private static final ThreadLocal<Object> SUBJECT = new ThreadLocal<>();

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

    /** Returns the subject of the checks that run on this thread. */
    @SuppressWarnings("unchecked") // each contract class is used with subjects of its type
    static <T> T subject() {
        return (T) SUBJECT.get();
    }

    /** Runs the contract and returns the checks that fail. */
    List<Failed> failures() {
        SUBJECT.set(checked);
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents();
        assertThat(tests.started().count())
                .as("checks of %s that ran", contract)
                .isPositive();
        return tests.failed().map(CheckedPlugin::failed).toList();
    }

    private static Failed failed(Event event) {
        Method check = ((MethodSource) event.getTestDescriptor().getSource().orElseThrow()).getJavaMethod();
        Throwable thrown = event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        EachVariant ofVariants = check.getAnnotation(EachVariant.class);
        String hint =
                ofVariants == null ? check.getAnnotation(FailureHint.class).value() : ofVariants.value();
        return new Failed(check.getName(), hint, String.valueOf(thrown.getMessage()));
    }

    @Override
    public String toString() {
        return rule + " " + what;
    }
}
