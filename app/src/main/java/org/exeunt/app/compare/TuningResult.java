package org.exeunt.app.compare;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The result of tuning a method on a setting.
 *
 * @param chosen the candidate with the highest accuracy on validation examples
 * @param accuracy of every candidate on validation examples, mean over exits, clients and tuning seeds, in the order of
 *     the candidates; empty if the candidate diverged with a seed
 */
public record TuningResult(String setting, String method, List<String> chosen, List<OptionalDouble> accuracy) {
    /** Returns the accuracy of the chosen candidate. */
    public double best() {
        return accuracy.stream().flatMapToDouble(OptionalDouble::stream).max().orElseThrow();
    }

    /** Returns the number of candidates that diverged. */
    public long diverged() {
        return accuracy.stream().filter(OptionalDouble::isEmpty).count();
    }
}
