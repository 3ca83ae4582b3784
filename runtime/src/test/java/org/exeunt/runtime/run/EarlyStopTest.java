package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.Validation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.config.run.StopConfig;
import org.exeunt.runtime.store.records.EvaluationMeans;
import org.exeunt.runtime.store.records.RunOutline;
import org.exeunt.runtime.store.records.RunOutline.StopReason;
import org.junit.jupiter.api.Test;

class EarlyStopTest {
    private static StopConfig patience(int evaluations, double improvement) {
        return new StopConfig(Optional.of(evaluations), improvement, Optional.empty());
    }

    /** Evaluations after every second round. */
    private static Optional<RunOutline.Stop> stop(StopConfig config, double... validationAccuracy) {
        List<EvaluationMeans> evaluations = new ArrayList<>();
        for (double accuracy : validationAccuracy) {
            Optional<Validation> validation = Optional.of(new Validation(1, accuracy));
            evaluations.add(EvaluationMeans.of(EvaluationRecord.of(
                    new Round(2 * evaluations.size() + 2),
                    List.of(new ClientEvaluation(
                            new ClientId(0), 0, List.of(), 0, List.of(), validation, List.of())))));
        }
        return EarlyStop.of(config, evaluations);
    }

    @Test
    void continuesWithoutEvaluations() {
        assertThat(stop(patience(1, 0))).isEmpty();
        assertThat(stop(patience(1, 0), 0))
                .as("the first evaluation is the best")
                .isEmpty();
    }

    @Test
    void stopsAfterAsManyEvaluationsWithoutImprovement() {
        assertThat(stop(patience(2, 0), .5, .6, .6)).isEmpty();
        assertThat(stop(patience(2, 0), .5, .6, .6, .55))
                .contains(new RunOutline.Stop(8, StopReason.NO_IMPROVEMENT, .55, 4, .6));
        assertThat(stop(patience(2, 0), .5, .6, .6, .61)).as("improves again").isEmpty();
    }

    /** Small steps add up: each is compared with the last evaluation that improved, not with the one before. */
    @Test
    void improvementHasToExceedTheMinimum() {
        assertThat(stop(patience(2, .1), .5, .59, .6))
                .contains(new RunOutline.Stop(6, StopReason.NO_IMPROVEMENT, .6, 2, .5));
        assertThat(stop(patience(2, .1), .5, .59, .61)).isEmpty();
    }

    @Test
    void stopsAtTheTarget() {
        StopConfig target = new StopConfig(Optional.empty(), 0, Optional.of(.7));
        assertThat(stop(target, .5, .69)).isEmpty();
        assertThat(stop(target, .5, .7)).contains(new RunOutline.Stop(4, StopReason.TARGET_REACHED, .7, 4, .7));
    }

    @Test
    void targetComesBeforeLackOfImprovement() {
        StopConfig both = new StopConfig(Optional.of(1), .5, Optional.of(.7));
        assertThat(stop(both, .6, .7)).contains(new RunOutline.Stop(4, StopReason.TARGET_REACHED, .7, 2, .6));
    }
}
