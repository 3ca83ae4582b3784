package org.exeunt.runtime.store.records;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.api.tracking.Reliability;

/**
 * An evaluation in {@code rounds.jsonl}: means over clients.
 *
 * @param type of the line
 * @param round after which clients were evaluated
 * @param accuracy of each exit, shallowest first
 * @param meanAccuracy over exits
 * @param meanAccuracyDeviation of the mean over exits, over clients
 * @param worstTenth mean over exits, of the 10% of clients with the lowest
 * @param ensembleAccuracy of all exits together
 * @param rules results of the exit rules
 * @param validationAccuracy on validation examples, over exits; empty if no client has any
 * @param interference gradient conflicts between exits; empty if they were not configured
 * @param reliability of exits and exit rules; empty if there is none
 * @param newClients means over clients that never trained; empty if there are none
 */
public record EvaluationLine(
        String type,
        int round,
        List<Double> accuracy,
        double meanAccuracy,
        double meanAccuracyDeviation,
        double worstTenth,
        double ensembleAccuracy,
        List<RuleResult> rules,
        OptionalDouble validationAccuracy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<GradientConflict> interference,
        Optional<Reliability> reliability,
        Optional<NewClients> newClients) {
    /** The means over clients that never trained, with the components of an {@link EvaluationLine}. */
    public record NewClients(
            List<Double> accuracy, double meanAccuracy, double ensembleAccuracy, List<RuleResult> rules) {}

    public EvaluationLine {
        interference = interference == null ? List.of() : interference;
    }

    /** Returns the line of an evaluation. */
    public static EvaluationLine of(EvaluationRecord evaluation) {
        return new EvaluationLine(
                "evaluation",
                evaluation.round().number(),
                evaluation.accuracy(),
                evaluation.meanAccuracy(),
                evaluation.deviation(ClientEvaluation::meanAccuracy),
                evaluation.worstTenth(ClientEvaluation::meanAccuracy),
                evaluation.mean(ClientEvaluation::ensembleAccuracy),
                evaluation.rules(),
                evaluation.validationAccuracy(),
                evaluation.interference(),
                Optional.of(evaluation.reliability()).filter(reliability -> !reliability.equals(Reliability.NONE)),
                Optional.of(evaluation.ofNewClients())
                        .filter(ofNew -> !ofNew.clients().isEmpty())
                        .map(ofNew -> new NewClients(
                                ofNew.accuracy(),
                                ofNew.meanAccuracy(),
                                ofNew.mean(ClientEvaluation::ensembleAccuracy),
                                ofNew.rules())));
    }
}
