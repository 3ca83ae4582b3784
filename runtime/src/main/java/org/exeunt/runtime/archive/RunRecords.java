package org.exeunt.runtime.archive;

import java.util.List;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.store.identity.RunInputs;
import org.exeunt.runtime.store.records.EvaluationMeans;

/**
 * The inputs and the results of a finished run.
 *
 * @param rounds without some details of earlier ones as in {@link Feedback#rounds}
 * @param evaluations means of the evaluations
 * @param finalEvaluation the evaluation after the last round
 */
public record RunRecords(
        RunSummary summary,
        List<RoundRecord> rounds,
        List<EvaluationMeans> evaluations,
        EvaluationRecord finalEvaluation,
        RunInputs inputs) {
    public RunRecords {
        rounds = List.copyOf(rounds);
        evaluations = List.copyOf(evaluations);
    }

    /** Returns the records with the summary of another evaluation. */
    public RunRecords with(RunSummary other) {
        return new RunRecords(other, rounds, evaluations, finalEvaluation, inputs);
    }
}
