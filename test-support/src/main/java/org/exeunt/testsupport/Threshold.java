package org.exeunt.testsupport;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;

/** An exit rule: an example leaves if the largest probability reaches a threshold. */
public record Threshold(String label, double threshold) implements ExitRule {
    /** Creates a rule with a label that contains its threshold, a comma and quotes. */
    public Threshold(double threshold) {
        this("threshold, \"" + threshold + "\"", threshold);
    }

    /** Returns a policy with one rule per threshold. */
    public static ExitPolicy policy(double... thresholds) {
        List<ExitRule> rules =
                Arrays.stream(thresholds).<ExitRule>mapToObj(Threshold::new).toList();
        return calibration -> rules;
    }

    @Override
    public boolean shouldExit(ExitInput input) {
        return input.confidence() >= threshold;
    }
}
