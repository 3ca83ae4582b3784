package org.exeunt.testsupport;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;

/** Leaves when the largest probability reaches a threshold. */
public record Threshold(String label, double threshold) implements ExitRule {
    /** Makes a rule labelled by its threshold, with a comma and quotes. */
    public Threshold(double threshold) {
        this("threshold, \"" + threshold + "\"", threshold);
    }

    /** Returns a policy of one rule a threshold. */
    public static ExitPolicy policy(double... thresholds) {
        List<ExitRule> rules =
                Arrays.stream(thresholds).<ExitRule>mapToObj(Threshold::new).toList();
        return calibration -> rules;
    }

    @Override
    public boolean shouldExit(ExitInput view) {
        return Arrays.stream(view.probabilities()).max().orElseThrow() >= threshold;
    }
}
