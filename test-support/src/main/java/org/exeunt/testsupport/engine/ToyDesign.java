package org.exeunt.testsupport.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Layout, stages and heads of a toy network. A stage subtracts the running mean from its input, if there is one, then
 * applies a dense layer and the activation. Its mean follows its weights, so that the flat vector alternates between
 * backbone and buffers.
 *
 * @param stages dense layer of each stage
 * @param heads one per exit
 */
record ToyDesign(ToyNetworkOptions options, NetworkSpec spec, List<Dense> stages, List<Dense> heads)
        implements NetworkDesign {
    /** Weight of a batch's mean in the update of the running mean. */
    private static final double MEAN_UPDATE_WEIGHT = 0.1;

    static ToyDesign of(ToyNetworkOptions options, InputShape input, int classes) {
        ParameterLayout layout = layout(options, input.size(), classes);
        List<Dense> stages = new ArrayList<>();
        List<Dense> heads = new ArrayList<>();
        for (Block block : layout.blocks()) {
            if (block.shape().size() == 2) {
                (block.role() == BlockRole.HEAD ? heads : stages).add(Dense.of(block));
            }
        }
        NetworkSpec spec = new NetworkSpec(
                layout,
                input,
                classes,
                stages.stream().map(Dense::macs).toList(),
                heads.stream().map(Dense::macs).toList(),
                Optional.of(narrowing(layout)),
                stages.stream().map(stage -> (long) stage.outputs()).toList(),
                stages.stream().map(Dense::outputs).toList(),
                true);
        return new ToyDesign(options, spec, stages, heads);
    }

    private static ParameterLayout layout(ToyNetworkOptions options, int inputs, int classes) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        List<Integer> hidden = options.hidden();
        for (int depth = 1; depth <= hidden.size(); depth++) {
            int width = hidden.get(depth - 1);
            int read = depth == 1 ? inputs : hidden.get(depth - 2);
            builder.add("stage" + depth + "/W", BlockRole.BACKBONE, depth, List.of(width, read));
            builder.add("stage" + depth + "/b", BlockRole.BACKBONE, depth, List.of(width));
            if (options.buffers()) {
                builder.add("stage" + depth + "/mean", BlockRole.BACKBONE_STATISTIC, depth, List.of(read));
            }
        }
        for (int depth = 1; depth <= hidden.size(); depth++) {
            builder.add("exit" + depth + "/W", BlockRole.HEAD, depth, List.of(classes, hidden.get(depth - 1)));
            builder.add("exit" + depth + "/b", BlockRole.HEAD, depth, List.of(classes));
        }
        return builder.build();
    }

    /**
     * Weights have axes {@code [out, in]}, a buffer has the axis of its stage's input. The inputs of the first stage
     * and the outputs of the heads are not hidden channels.
     */
    private static WidthSlicing narrowing(ParameterLayout layout) {
        Map<String, Set<Integer>> axes = new HashMap<>();
        for (Block block : layout.blocks()) {
            boolean readsExamples = block.role().ofBackbone() && block.depth() == 1;
            boolean hasInputs = block.role().isStatistic() || block.shape().size() == 2;
            Set<Integer> hidden = new HashSet<>(block.role() == BlockRole.BACKBONE ? Set.of(0) : Set.of());
            if (hasInputs && !readsExamples) {
                hidden.add(block.shape().size() - 1);
            }
            axes.put(block.name(), hidden);
        }
        return new WidthSlicing(axes);
    }

    /** Returns the index of the running mean of a stage. */
    private int mean(int stage) {
        return stages.get(stage).bias() + stages.get(stage).outputs();
    }

    double[] centred(int stage, float[] parameters, double[] input) {
        if (!options.buffers()) {
            return input;
        }
        double[] centred = new double[input.length];
        for (int i = 0; i < input.length; i++) {
            centred[i] =
                    input[i] - parameters[mean(stage) + i % stages.get(stage).inputs()];
        }
        return centred;
    }

    double[] forward(int stage, float[] parameters, double[] centred, int rows) {
        double[] feature = stages.get(stage).forward(parameters, centred, rows);
        for (int i = 0; i < feature.length; i++) {
            feature[i] = options.activation().value.applyAsDouble(feature[i]);
        }
        return feature;
    }

    /** Replaces the gradient at a feature by the gradient before the activation. */
    void throughActivation(double[] feature, double[] gradient) {
        for (int i = 0; i < feature.length; i++) {
            gradient[i] *= options.activation().slope.applyAsDouble(feature[i]);
        }
    }

    void updateMean(int stage, float[] parameters, double[] input, int rows) {
        int inputs = stages.get(stage).inputs();
        for (int i = 0; i < inputs && options.buffers(); i++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += input[row * inputs + i];
            }
            int index = mean(stage) + i;
            parameters[index] = (float) (parameters[index] + MEAN_UPDATE_WEIGHT * (sum / rows - parameters[index]));
        }
    }

    /** Draws weights by the uniform rule of Glorot and Bengio (AISTATS 2010); biases and running means are zero. */
    @Override
    public ParameterSet initialParameters(RandomGenerator random) {
        float[] flat = new float[spec.layout().size()];
        for (Block block : spec.layout().blocks()) {
            if (block.shape().size() == 2) {
                double bound =
                        Math.sqrt(6.0 / (block.shape().get(0) + block.shape().get(1)));
                for (int i = block.offset(); i < block.end(); i++) {
                    flat[i] = (float) random.nextDouble(-bound, bound);
                }
            }
        }
        return ParameterSet.fromFlat(spec.layout().all(), flat);
    }

    @Override
    public Network open() {
        return new ToyNetwork(this);
    }
}
