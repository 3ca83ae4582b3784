package org.exeunt.runtime.run;

import java.util.List;
import java.util.Optional;
import org.exeunt.config.run.StopConfig;
import org.exeunt.runtime.store.records.EvaluationMeans;
import org.exeunt.runtime.store.records.RunOutline.Stop;
import org.exeunt.runtime.store.records.RunOutline.StopReason;

/**
 * Decides from the evaluations so far whether a run ends before its last round. The decision depends only on the
 * records of the run, so that a resumed run ends at the same round.
 */
final class EarlyStop {
    private EarlyStop() {}

    /**
     * Returns the reason to end the run after its newest evaluation; empty if it continues. A target that is reached
     * takes precedence over a lack of improvement.
     *
     * @param evaluations so far, oldest first, each with a validation accuracy
     */
    static Optional<Stop> of(StopConfig config, List<EvaluationMeans> evaluations) {
        int round = 0;
        int bestRound = 0;
        int withoutImprovement = 0;
        double accuracy = Double.NEGATIVE_INFINITY;
        double best = accuracy;
        for (EvaluationMeans evaluation : evaluations) {
            round = evaluation.round();
            accuracy = evaluation.validationAccuracy().orElseThrow();
            withoutImprovement++;
            if (bestRound == 0 || accuracy > best + config.minimumImprovement()) {
                best = accuracy;
                bestRound = round;
                withoutImprovement = 0;
            }
        }
        boolean reached = accuracy >= config.target().orElse(Double.POSITIVE_INFINITY);
        boolean exhausted = withoutImprovement >= config.patience().orElse(Integer.MAX_VALUE);
        return reached || exhausted
                ? Optional.of(new Stop(
                        round,
                        reached ? StopReason.TARGET_REACHED : StopReason.NO_IMPROVEMENT,
                        accuracy,
                        bestRound,
                        best))
                : Optional.empty();
    }
}
