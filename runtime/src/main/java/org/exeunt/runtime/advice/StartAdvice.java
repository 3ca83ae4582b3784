package org.exeunt.runtime.advice;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;

/** One warning before the first round. */
public interface StartAdvice {
    /** All warnings. */
    List<StartAdvice> ALL = List.of(
            new StatisticsWithoutEffect(),
            new InitialStatistics(),
            new PersonalStatistics(),
            new UnusedWidths(),
            new IdleAttackers());

    /** Returns a warning; empty if it does not apply. */
    Optional<String> check(Federation federation, CohortSelection selection, PreparedStrategy<?> prepared);

    /** Gives all warnings that apply to a run. */
    static void give(
            Federation federation, CohortSelection selection, PreparedStrategy<?> prepared, PluginContext context) {
        ALL.forEach(each -> each.check(federation, selection, prepared).ifPresent(context::warn));
    }
}
