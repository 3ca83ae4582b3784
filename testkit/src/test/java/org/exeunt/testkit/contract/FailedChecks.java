package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs a contract class and tells which of its checks failed. */
final class FailedChecks {
    private FailedChecks() {}

    static Set<String> of(Class<?> contract) {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents();
        assertThat(tests.started().count()).as("checks of %s", contract).isPositive();
        Set<String> failed = new TreeSet<>();
        tests.failed().map(FailedChecks::method).forEach(failed::add);
        return failed;
    }

    private static String method(Event event) {
        MethodSource source =
                (MethodSource) event.getTestDescriptor().getSource().orElseThrow();
        return source.getMethodName();
    }
}
