package org.exeunt.api.strategy;

import java.util.Optional;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.Reliability;

/**
 * The result of evaluating one client.
 *
 * @param evaluation metrics of the personal model
 * @param reliability of the exits and exit rules of the personal model
 * @param model all blocks of the personal model; empty unless the task asked for it
 */
public record EvaluationResult(ClientEvaluation evaluation, Reliability reliability, Optional<ParameterSet> model) {
    /** Creates a result without reliability. */
    public EvaluationResult(ClientEvaluation evaluation, Optional<ParameterSet> model) {
        this(evaluation, Reliability.NONE, model);
    }
}
