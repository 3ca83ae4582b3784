package org.exeunt.runtime.store.records;

import java.util.List;
import java.util.OptionalDouble;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.GradientConflict;

/**
 * The means of an evaluation over clients, which take less memory than the results of all clients.
 *
 * @param round after which clients were evaluated
 * @param accuracy of each exit, shallowest first
 * @param meanAccuracy over exits
 * @param validationAccuracy on validation examples, over exits; empty if no client has any
 * @param interference gradient conflicts between exits; empty if they were not configured
 */
public record EvaluationMeans(
        int round,
        List<Double> accuracy,
        double meanAccuracy,
        OptionalDouble validationAccuracy,
        List<GradientConflict> interference) {
    /** Returns the means of an evaluation. */
    public static EvaluationMeans of(EvaluationRecord evaluation) {
        return new EvaluationMeans(
                evaluation.round().number(),
                evaluation.accuracy(),
                evaluation.meanAccuracy(),
                evaluation.validationAccuracy(),
                evaluation.interference());
    }
}
