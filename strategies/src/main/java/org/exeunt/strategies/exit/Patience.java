package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/**
 * Exits at the first exit k that predicts the same class as the {@code patience} exits before it.
 *
 * <p>Source: BERT Loses Patience (arXiv 2006.04152). Patience 0 always exits at exit 1; patience m - 1 or more never
 * exits early.
 */
public final class Patience {
    /**
     * Options of the policy.
     *
     * @param patience one rule per value
     */
    public record Options(
            @Option(
                            value = "Numbers of preceding exits that must predict the same class, one rule per value",
                            min = 0,
                            defaultValue = "[1, 2, 3]",
                            unit = "exits")
                    List<Integer> patience) {}

    private Patience() {}

    /** Returns the policy with the given options. */
    public static ExitPolicy of(Options options) {
        return Sweep.over("patience", options.patience(), Patience::rule);
    }

    /** Returns the rule for one value of patience. */
    public static ExitRule rule(int patience) {
        return new Sweep.Labelled("patience " + patience, input -> agreement(input) > patience);
    }

    /** Returns the number of consecutive exits, up to and including the current one, with the same prediction. */
    private static int agreement(ExitInput input) {
        int agreeing = 1;
        for (int exit = input.exit().number() - 1; exit >= 1; exit--) {
            if (input.prediction(new Exit(exit)) != input.prediction(input.exit())) {
                break;
            }
            agreeing++;
        }
        return agreeing;
    }
}
