package org.exeunt.api.network;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.params.ParameterSet;

/**
 * What a personal model computes after the network: it turns the logits and features of the exits that an example has
 * reached into the logits that are evaluated. Examples: a temperature of the client, the client's nearest training
 * examples (kNN-Per, Marfoq et al., arXiv 2111.09360), the sum of the logits of all exits reached, or a mixture of the
 * logits of several networks.
 *
 * <p>Returned by {@code Strategy.rule} as a record of values that a server state may consist of, or of vectors of
 * floats, so that it is saved with the model. Pure and safe for use by multiple threads. The MACs of an evaluation
 * include those of {@link #macs}, but not those of its networks.
 */
@FunctionalInterface
public interface PersonalRule {
    /** The rule that keeps the logits of the network. */
    PersonalRule NONE = Reached::logits;

    /**
     * What the network, then each of {@link PersonalRule#networks}, computed for one example at exits 1 to k. Arrays are
     * not to be modified.
     *
     * @param allLogits of each exit {@code [1 + networks, classes]}, row-major; exit 1 first
     * @param allFeatures the pooled features of each exit {@code [1 + networks, features]}, as of
     *     {@link org.exeunt.api.objective.ForwardPass#feature}
     */
    record Reached(List<double[]> allLogits, List<double[]> allFeatures) {
        /** Returns the example at no exit. */
        public static Reached none() {
            return new Reached(List.of(), List.of());
        }

        /** Returns this example at the next exit. */
        public Reached next(double[] logits, double[] feature) {
            return new Reached(
                    Stream.concat(allLogits.stream(), Stream.of(logits)).toList(),
                    Stream.concat(allFeatures.stream(), Stream.of(feature)).toList());
        }

        /** Returns this example when it had reached an earlier exit. */
        public Reached at(Exit exit) {
            return new Reached(allLogits.subList(0, exit.number()), allFeatures.subList(0, exit.number()));
        }

        /** Returns exit k, the deepest that the example has reached. */
        public Exit exit() {
            return new Exit(allLogits.size());
        }

        /** Returns the logits of exit k; may be returned by a rule without networks. */
        public double[] logits() {
            return allLogits.get(exit().index());
        }

        /** Returns the feature of exit k. */
        public double[] feature() {
            return allFeatures.get(exit().index());
        }
    }

    /**
     * A rule that consists of numbers. It answers with linear discriminants of features, or with the shared heads, and
     * multiplies class probabilities by those of the client.
     *
     * @param layers of exit 1, 2, …: weights {@code [classes, features]}, then biases; empty for the shared heads
     * @param logPriors logarithms of the client's class probabilities, up to a constant
     * @param earlierExits whether the discriminant of exit k reads the features of exits 1 to k instead of those of exit k
     * @param root whether it reads square roots of features, with their sign
     * @param vote whether exit k answers with the geometric mean of the probabilities of exits 1 to k
     */
    record Dense(List<float[]> layers, float[] logPriors, boolean earlierExits, boolean root, boolean vote) {}

    /**
     * Returns the numbers of which the rule consists, so that programs without plugins can repeat it; empty, the
     * default, for other rules.
     */
    default Optional<Dense> dense() {
        return Optional.empty();
    }

    /**
     * Returns the cost of {@link #logits} at an exit beyond that at earlier exits. By default, it is the number of
     * weights that the exit has in {@link #dense}.
     */
    default Macs macs(Exit exit) {
        return dense().filter(numbers -> !numbers.layers().isEmpty())
                .map(numbers -> new Macs(numbers.layers().get(exit.index()).length - numbers.logPriors().length))
                .orElse(Macs.ZERO);
    }

    /**
     * Returns the parameters of further networks of the same design, which read the same inputs. Each set has all
     * blocks. The default is none.
     */
    default List<ParameterSet> networks() {
        return List.of();
    }

    /** Returns the logits of one example at the exit that it has reached, {@code [classes]}, finite if the inputs are. */
    double[] logits(Reached reached);

    /** Returns a rule that applies another one to the logits of this rule, which then has one row. */
    default PersonalRule then(PersonalRule other) {
        return other == NONE
                ? this
                : reached -> other.logits(new Reached(
                        IntStream.rangeClosed(1, reached.exit().number())
                                .mapToObj(exit -> logits(reached.at(new Exit(exit))))
                                .toList(),
                        reached.allFeatures()));
    }
}
