package org.exeunt.runtime.advice;

import java.util.Optional;
import org.exeunt.config.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;

/** Warns if running statistics are averaged that the network does not have. */
record StatisticsWithoutEffect() implements StartAdvice {
    @Override
    public Optional<String> check(Federation federation, CohortSelection selection, PreparedStrategy<?> prepared) {
        return federation.config().training().runningStatistics() == RunningStatistics.AVERAGE
                        && federation.spec().layout().buffers().isEmpty()
                ? Optional.of("training.running-statistics = average has no effect: the network has no running"
                        + " statistics. Leave it out, or choose a backbone with batch norm.")
                : Optional.empty();
    }
}
