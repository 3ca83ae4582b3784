package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.app.compare.Tuning.Candidate;

/**
 * One run of a comparison.
 *
 * @param setting name of the setting
 * @param method name of the method
 * @param seed of the run
 * @param candidate the tuned values of the method, if any
 * @param overrides of the base configuration
 */
public record ExperimentRun(String setting, String method, long seed, Candidate candidate, List<String> overrides) {
    public ExperimentRun {
        overrides = List.copyOf(overrides);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(List.of(setting, method));
        if (!candidate.overrides().isEmpty()) {
            parts.add(candidate.toString());
        }
        parts.add("seed " + seed);
        return String.join(", ", parts);
    }
}
