package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicyPlugin;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/**
 * Leaves at the first exit k whose prediction is that of the {@code patience} exits before it: equal at exits k - patience to k.
 *
 * <p>Source: BERT Loses Patience (arXiv 2006.04152). Patience 0 leaves at exit 1; patience m - 1 or more never leaves early.
 */
public final class Patience {
    /**
     * The sweep.
     *
     * @param patience numbers of exits that must have agreed before
     */
    public record Options(
            @Option(
                            value = "How many exits before must give the same answer for an input to leave",
                            min = 0,
                            defaultValue = "[1, 2, 3]",
                            unit = "exits")
                    List<Integer> patience) {}

    /** Registers {@code patience}. */
    public static final class Plugin extends ExitPolicyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "patience",
                    "Leaves once several exits in a row give the same answer",
                    Options.class,
                    (options, context) -> Sweep.over("patience", options.patience(), Patience::rule));
        }
    }

    private Patience() {}

    /** Returns the rule of one patience. */
    public static ExitRule rule(int patience) {
        return new Sweep.Labelled("patience " + patience, view -> agreement(view) > patience);
    }

    /** Returns how many exits in a row, up to the present one, agree with it, itself included. */
    private static int agreement(ExitInput view) {
        int[] predictions = view.predictions();
        int last = view.exit().index();
        int first = last;
        while (first > 0 && predictions[first - 1] == predictions[last]) {
            first--;
        }
        return last - first + 1;
    }
}
