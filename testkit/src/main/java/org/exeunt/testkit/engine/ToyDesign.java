package org.exeunt.testkit.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/**
 * Layout, stages and heads of a toy network. The buffer of a stage follows its weights, so that the flat vector
 * alternates between backbone and buffers.
 */
final class ToyDesign implements NetworkDesign {
    private final NetworkSpec facts;
    private final List<Stage> stages = new ArrayList<>();
    private final List<Dense> heads = new ArrayList<>();

    ToyDesign(ToyNetworkOptions options, InputShape input, int classes) {
        ParameterLayout layout = layout(options, input, classes);
        int exits = options.hidden().size();
        for (int k = 1; k <= exits; k++) {
            Dense dense = dense(layout, "stage" + k);
            OptionalInt mean = options.buffers()
                    ? OptionalInt.of(block(layout, "stage" + k + "/mean").offset())
                    : OptionalInt.empty();
            stages.add(new Stage(dense, options.activation(), mean));
            heads.add(dense(layout, "exit" + k));
        }
        facts = new NetworkSpec(
                layout,
                input,
                classes,
                stages.stream().map(stage -> stage.dense().macs()).toList(),
                heads.stream().map(Dense::macs).toList(),
                Optional.of(narrowing(layout)),
                stages.stream().map(stage -> (long) stage.dense().outputs()).toList(),
                true);
    }

    /**
     * Weights have axes {@code [out, in]}, a buffer has the axis of its stage's input. The inputs of the first stage
     * and the outputs of the heads are not hidden channels.
     */
    private static WidthSlicing narrowing(ParameterLayout layout) {
        Map<String, Set<Integer>> axes = new HashMap<>();
        for (Block block : layout.blocks()) {
            boolean readsExamples = block.role().ofBackbone() && block.depth() == 1;
            boolean hasOutputs = block.role() == BlockRole.BACKBONE;
            boolean hasInputs = block.role().isStatistic() || block.shape().size() == 2;
            Set<Integer> hidden = new HashSet<>();
            if (hasOutputs) {
                hidden.add(0);
            }
            if (hasInputs && !readsExamples) {
                hidden.add(block.shape().size() - 1);
            }
            axes.put(block.name(), hidden);
        }
        return new WidthSlicing(axes);
    }

    private static ParameterLayout layout(ToyNetworkOptions options, InputShape input, int classes) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        int inputs = input.size();
        int depth = 0;
        for (int width : options.hidden()) {
            depth++;
            builder.add("stage" + depth + "/W", BlockRole.BACKBONE, depth, List.of(width, inputs));
            builder.add("stage" + depth + "/b", BlockRole.BACKBONE, depth, List.of(width));
            if (options.buffers()) {
                builder.add("stage" + depth + "/mean", BlockRole.BACKBONE_STATISTIC, depth, List.of(inputs));
            }
            inputs = width;
        }
        depth = 0;
        for (int width : options.hidden()) {
            depth++;
            builder.add("exit" + depth + "/W", BlockRole.HEAD, depth, List.of(classes, width));
            builder.add("exit" + depth + "/b", BlockRole.HEAD, depth, List.of(classes));
        }
        return builder.build();
    }

    private static Dense dense(ParameterLayout layout, String name) {
        Block weights = block(layout, name + "/W");
        Block bias = block(layout, name + "/b");
        return new Dense(
                weights.offset(),
                bias.offset(),
                weights.shape().get(1),
                weights.shape().get(0));
    }

    private static Block block(ParameterLayout layout, String name) {
        return layout.select(block -> block.name().equals(name)).blocks().get(0);
    }

    @Override
    public NetworkSpec spec() {
        return facts;
    }

    Stage stage(int index) {
        return stages.get(index);
    }

    Dense head(int index) {
        return heads.get(index);
    }

    /** Draws weights by the uniform rule of Glorot and Bengio (AISTATS 2010); biases and running means are zero. */
    @Override
    public ParameterSet initialParameters(RandomGenerator random) {
        float[] flat = new float[facts.layout().size()];
        for (Block block : facts.layout().blocks()) {
            if (block.shape().size() == 2) {
                double bound =
                        Math.sqrt(6.0 / (block.shape().get(0) + block.shape().get(1)));
                for (int i = block.offset(); i < block.end(); i++) {
                    flat[i] = (float) random.nextDouble(-bound, bound);
                }
            }
        }
        return ParameterSet.fromFlat(facts.layout().all(), flat);
    }

    @Override
    public Network open() {
        return new ToyNetwork(this);
    }
}
