package org.exeunt.testkit.engine;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.plugin.Option;

/** A toy network: one hidden dense layer a stage, one linear head an exit. */
public record ToyNetworkOptions(
        @Option(
                        value = "Width of each stage's hidden layer; as many exits as widths",
                        min = 1,
                        defaultValue = "[8, 8, 8]")
                List<Integer> hidden,
        @Option(value = "Activation of the hidden layers", defaultValue = "tanh") Activation activation,
        @Option(
                        value = "Whether each stage centres its input by a running mean, kept as a buffer",
                        defaultValue = "false")
                boolean buffers) {
    public ToyNetworkOptions {
        hidden = List.copyOf(hidden);
        if (hidden.isEmpty() || hidden.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("hidden widths " + hidden + ": at least one, each at least 1, expected");
        }
    }

    /** Returns a tanh network without buffers. */
    public static ToyNetworkOptions of(int... hidden) {
        return new ToyNetworkOptions(Arrays.stream(hidden).boxed().toList(), Activation.TANH, false);
    }

    /** Returns the same network with another activation. */
    public ToyNetworkOptions with(Activation other) {
        return new ToyNetworkOptions(hidden, other, buffers);
    }

    /** Returns the same network with a running mean a stage. */
    public ToyNetworkOptions withBuffers() {
        return new ToyNetworkOptions(hidden, activation, true);
    }
}
