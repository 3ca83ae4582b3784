package org.exeunt.app.compare;

import java.util.List;
import java.util.Map;

/**
 * One run of a comparison.
 *
 * @param setting name of the setting
 * @param method name of the method
 * @param seed of the run
 * @param candidate the tuned values of the method; empty if it is not tuned
 * @param overrides of the base configuration, applied in order, by their key in the comparison's file; the last ones,
 *     seed and name, by {@code comparison}
 */
public record ExperimentRun(
        String setting, String method, long seed, List<String> candidate, Map<String, List<String>> overrides) {
    /** Returns whether the run is of a method on a setting. */
    boolean isOf(String otherSetting, String otherMethod) {
        return setting.equals(otherSetting) && method.equals(otherMethod);
    }

    @Override
    public String toString() {
        String tuned = candidate.isEmpty() ? "" : ", " + String.join(", ", candidate);
        return "%s, %s%s, seed %d".formatted(setting, method, tuned, seed);
    }
}
