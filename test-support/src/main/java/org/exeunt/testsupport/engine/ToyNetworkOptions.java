package org.exeunt.testsupport.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.exeunt.api.plugin.Option;

/** Options of a toy network: one dense hidden layer per stage, one linear head per exit. */
public record ToyNetworkOptions(
        @Option(
                        value = "Width of the hidden layer of each stage; the network has one exit per stage",
                        min = 1,
                        defaultValue = "[8, 8, 8]")
                List<Integer> hidden,
        @Option(value = "Activation of the hidden layers", defaultValue = "tanh") Activation activation,
        @Option(
                        value = "Whether each stage subtracts a running mean, stored as a buffer, from its input",
                        defaultValue = "false")
                boolean buffers) {
    /** The activation function after a hidden layer. */
    public enum Activation {
        /** Hyperbolic tangent: smooth, so that finite differences are accurate. */
        TANH(Math::tanh, value -> 1 - value * value),
        /** Rectifier, {@code max(x, 0)}. */
        RELU(x -> Math.max(x, 0), value -> value > 0 ? 1 : 0);

        final DoubleUnaryOperator value;
        /** The derivative, computed from the value of the activation. */
        final DoubleUnaryOperator slope;

        Activation(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
            this.value = value;
            this.slope = slope;
        }
    }

    public ToyNetworkOptions {
        hidden = List.copyOf(hidden);
        if (hidden.isEmpty() || hidden.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException(
                    "hidden widths are " + hidden + "; expected at least one, each at least 1");
        }
    }

    /**
     * Returns options of a tanh network without buffers.
     *
     * @param hidden width of the hidden layer of each stage
     */
    public static ToyNetworkOptions of(int... hidden) {
        return new ToyNetworkOptions(Arrays.stream(hidden).boxed().toList(), Activation.TANH, false);
    }

    /** Returns these options with another activation. */
    public ToyNetworkOptions with(Activation other) {
        return new ToyNetworkOptions(hidden, other, buffers);
    }

    /** Returns these options with a running mean per stage. */
    public ToyNetworkOptions withBuffers() {
        return new ToyNetworkOptions(hidden, activation, true);
    }
}
