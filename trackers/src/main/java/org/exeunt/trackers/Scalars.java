package org.exeunt.trackers;

import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.api.tracking.RoundRecord;

/**
 * The scalars that trackers log, by name: {@code train/…}, {@code traffic/…} and {@code aggregation/…} of a round,
 * {@code accuracy/…}, {@code leaving/…} and {@code interference/…} of an evaluation. Accuracies are in the range 0 to 1.
 */
final class Scalars {
    private Scalars() {}

    static Map<String, Double> of(RoundRecord round) {
        Map<String, Double> scalars = new TreeMap<>();
        scalars.put("train/loss", round.crossEntropy());
        scalars.put("train/objective", round.loss());
        scalars.put("train/active-exits", (double) round.activeExits());
        scalars.put("train/clients-left-out", (double) round.failures().size());
        scalars.put("traffic/downlink-bytes", (double) round.totalDownlink().count());
        scalars.put("traffic/uplink-bytes", (double) round.totalUplink().count());
        round.trainingMetrics().forEach((name, value) -> scalars.put("train/" + name, value));
        round.metrics().forEach((name, value) -> scalars.put("aggregation/" + name, value));
        return scalars;
    }

    static Map<String, Double> of(EvaluationRecord evaluation) {
        Map<String, Double> scalars = new TreeMap<>();
        for (int k = 0; k < evaluation.accuracy().size(); k++) {
            scalars.put("accuracy/exit-" + (k + 1), evaluation.accuracy().get(k));
        }
        scalars.put("accuracy/mean-of-exits", evaluation.meanAccuracy());
        scalars.put("accuracy/worst-tenth", evaluation.worstTenth(ClientEvaluation::meanAccuracy));
        scalars.put("accuracy/voting", evaluation.mean(ClientEvaluation::ensembleAccuracy));
        evaluation.validationAccuracy().ifPresent(accuracy -> scalars.put("accuracy/validation", accuracy));
        for (ClientEvaluation.RuleResult rule : evaluation.rules()) {
            scalars.put("leaving/" + rule.label() + "/accuracy", rule.accuracy());
            rule.expectedMacs().ifPresent(macs -> scalars.put("leaving/" + rule.label() + "/expected-macs", macs));
        }
        for (GradientConflict pair : evaluation.interference()) {
            scalars.put(
                    "interference/stage-%d/exits-%s-%s".formatted(pair.stage(), pair.shallower(), pair.deeper()),
                    pair.cosine());
        }
        return scalars;
    }
}
