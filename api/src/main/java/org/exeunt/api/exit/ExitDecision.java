package org.exeunt.api.exit;

import org.exeunt.api.Exit;
import org.exeunt.api.objective.Softmax;

/**
 * The exit at which an example left the network, and the prediction there.
 *
 * @param exit where the example left
 * @param label the most probable class of the {@linkplain ExitRule#answer answer}, 0-based; the lowest one on ties
 * @param confidence probability of that class, in (0, 1]
 */
public record ExitDecision(Exit exit, int label, double confidence) {
    /** Returns the decision of a rule for an example that leaves at {@link ExitInput#exit()}. */
    public static ExitDecision of(ExitRule rule, ExitInput input) {
        double[] answer = rule.answer(input);
        int label = Softmax.likeliest(answer);
        return new ExitDecision(input.exit(), label, answer[label]);
    }
}
