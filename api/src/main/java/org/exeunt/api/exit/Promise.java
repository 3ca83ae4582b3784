package org.exeunt.api.exit;

import java.util.OptionalDouble;

/**
 * What an exit rule promises about future inputs: with probability {@code 1 - delta} over the draw of the validation
 * examples, at most the fraction {@code epsilon} of the inputs has the risk.
 *
 * @param risk what may happen to an input that leaves early
 * @param scope whose inputs the promise is about
 * @param epsilon promised upper bound of the fraction of inputs, in [0, 1)
 * @param delta probability that the promise is broken, in (0, 1)
 * @param examples number of validation examples in the scope
 * @param count how many of these examples had the risk, at the threshold or, if there is none, at the strictest one
 *     that was tested
 * @param bound upper bound of the fraction of inputs, from {@code count} and {@code examples}, in (0, 1]
 * @param threshold of the confidence, from which on inputs leave early; empty if nothing is promised, and every input
 *     reaches the final exit
 */
public record Promise(
        Risk risk,
        Scope scope,
        double epsilon,
        double delta,
        int examples,
        int count,
        double bound,
        OptionalDouble threshold) {
    /** What may happen to an input that leaves early. */
    public enum Risk {
        /** The early answer is wrong and the final exit is right. The fraction is at least the drop in accuracy. */
        HARM,
        /** The early answer differs from the answer of the final exit. Labels are not used. */
        CHANGE
    }

    /** Whose inputs a promise is about. */
    public enum Scope {
        /** Those of one client, by its own validation examples. */
        CLIENT,
        /** Those of all clients together, by the counts of all clients. A single client may have more of the risk. */
        FEDERATION
    }

    /** Returns whether inputs leave early under the promise. */
    public boolean holds() {
        return threshold.isPresent();
    }

    /** Returns the number of validation examples below which nothing can be promised, even if none has the risk. */
    public double needed() {
        return Math.ceil(Math.log(delta) / Math.log1p(-epsilon));
    }
}
