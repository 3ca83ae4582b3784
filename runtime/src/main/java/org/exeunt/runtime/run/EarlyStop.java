package org.exeunt.runtime.run;

import java.util.List;
import java.util.Optional;
import org.exeunt.config.StopConfig;
import org.exeunt.runtime.store.records.RunArchive.EvaluationMeans;
import org.exeunt.runtime.store.records.Summary;

/**
 * Decides from the evaluations so far whether a run ends before its last round. The decision depends on the records of
 * the run alone, so that a resumed run ends at the same round.
 */
final class EarlyStop {
    private EarlyStop() {}

    /**
     * Returns the reason to end the run after its newest evaluation; empty if it continues. A target that is reached
     * takes precedence over a lack of improvement.
     *
     * @param evaluations so far, oldest first, each with a validation accuracy
     */
    static Optional<Summary.Stop> of(StopConfig config, List<EvaluationMeans> evaluations) {
        if (evaluations.isEmpty()) {
            return Optional.empty();
        }
        double best = Double.NEGATIVE_INFINITY;
        int bestRound = 0;
        int withoutImprovement = 0;
        for (EvaluationMeans evaluation : evaluations) {
            double accuracy = evaluation.validationAccuracy().orElseThrow();
            boolean improved = bestRound == 0 || accuracy > best + config.minimumImprovement();
            withoutImprovement = improved ? 0 : withoutImprovement + 1;
            if (improved) {
                best = accuracy;
                bestRound = evaluation.round();
            }
        }
        EvaluationMeans newest = evaluations.get(evaluations.size() - 1);
        double accuracy = newest.validationAccuracy().orElseThrow();
        boolean reached =
                config.target().isPresent() && accuracy >= config.target().get();
        boolean exhausted = config.patience().isPresent()
                && withoutImprovement >= config.patience().get();
        return reached || exhausted
                ? Optional.of(new Summary.Stop(
                        newest.round(),
                        reached ? Summary.StopReason.TARGET_REACHED : Summary.StopReason.NO_IMPROVEMENT,
                        accuracy,
                        bestRound,
                        best))
                : Optional.empty();
    }
}
