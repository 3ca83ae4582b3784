package org.exeunt.testsupport;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/**
 * A minimal engine for tests of the round loop: stage k adds a scaled trainable vector to its input, and head k is a
 * matrix. Stage 1 also has a running mean of its inputs, which does not affect results.
 */
public final class LinearEngine implements Engine<LinearOptions> {
    private final boolean allMacsKnown;

    public LinearEngine() {
        this(true);
    }

    public LinearEngine(boolean allMacsKnown) {
        this.allMacsKnown = allMacsKnown;
    }

    @Override
    public NetworkDesign design(LinearOptions network, InputShape input, int classes) {
        return design(network.exits(), input, classes, thread -> {}, allMacsKnown);
    }

    /** Returns a network design. */
    public static NetworkDesign design(int exits, InputShape input, int classes) {
        return design(exits, input, classes, thread -> {});
    }

    /** Returns a network design; {@code closing} receives the name of the thread that closes a network. */
    public static NetworkDesign design(int exits, InputShape input, int classes, Consumer<String> closing) {
        return design(exits, input, classes, closing, true);
    }

    private static NetworkDesign design(
            int exits, InputShape input, int classes, Consumer<String> closing, boolean allMacsKnown) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        for (int k = 1; k <= exits; k++) {
            layout.add("stage%d/shift".formatted(k), BlockRole.BACKBONE, k, List.of(input.size()));
        }
        layout.add("stage1/mean", BlockRole.BACKBONE_STATISTIC, 1, List.of(input.size()));
        for (int k = 1; k <= exits; k++) {
            layout.add("head%d/W".formatted(k), BlockRole.HEAD, k, List.of(classes, input.size()));
        }
        NetworkSpec facts = new NetworkSpec(
                layout.build(),
                input,
                classes,
                Collections.nCopies(exits, new Macs(input.size())),
                Collections.nCopies(exits, new Macs((long) classes * input.size())),
                Optional.empty(),
                List.of(),
                allMacsKnown);
        return new Design(facts, closing);
    }

    private record Design(NetworkSpec spec, Consumer<String> closing) implements NetworkDesign {
        @Override
        public ParameterSet initialParameters(RandomGenerator random) {
            float[] flat = new float[spec.layout().size()];
            for (Block block : spec.layout().blocks()) {
                for (int i = block.offset(); i < block.end() && block.role() == BlockRole.HEAD; i++) {
                    flat[i] = (float) random.nextDouble(-0.1, 0.1);
                }
            }
            return ParameterSet.of(spec.layout().all(), flat);
        }

        @Override
        public Network open() {
            return new LinearNetwork(spec, closing);
        }
    }
}
