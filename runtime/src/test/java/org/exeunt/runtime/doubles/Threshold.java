package org.exeunt.runtime.doubles;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.ExitView;

/** Leaves when the largest probability reaches a threshold. */
public record Threshold(double threshold) implements ExitRule {
    /** Returns a policy of one rule a threshold. */
    public static ExitPolicy policy(double... thresholds) {
        List<ExitRule> rules =
                Arrays.stream(thresholds).<ExitRule>mapToObj(Threshold::new).toList();
        return () -> rules;
    }

    @Override
    public String label() {
        return "threshold, \"" + threshold + "\"";
    }

    @Override
    public boolean leaves(ExitView view) {
        return Arrays.stream(view.probabilities()).max().orElseThrow() >= threshold;
    }
}
