package org.exeunt.api.strategy;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.Reliability;

/**
 * The result of evaluating one client.
 *
 * @param evaluation metrics of the personal model
 * @param reliability of the exits and exit rules of the personal model
 * @param counts of each exit policy whose rule all clients choose together, in the order of the configuration
 * @param model all blocks of the personal model; empty unless the task asked for it
 * @param rule what the personal model computes after its network; empty for nothing, and unless the task asked for the
 *     model
 * @param calibration predictions of the personal model on validation examples; empty if there are none, and unless the
 *     task asked for the model
 */
public record EvaluationResult(
        ClientEvaluation evaluation,
        Reliability reliability,
        List<SharedChoice.Counts> counts,
        Optional<ParameterSet> model,
        Optional<PersonalRule> rule,
        Optional<CalibrationSet> calibration) {
    public EvaluationResult {
        counts = List.copyOf(counts);
    }

    /** Creates a result without reliability, counts, rule and calibration. */
    public EvaluationResult(ClientEvaluation evaluation, Optional<ParameterSet> model) {
        this(evaluation, Reliability.NONE, List.of(), model, Optional.empty(), Optional.empty());
    }

    /** Returns this result without the model, its rule and its calibration. */
    public EvaluationResult withoutModel() {
        return new EvaluationResult(
                evaluation, reliability, counts, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
