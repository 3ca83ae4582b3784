package org.exeunt.testsupport.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.params.Block;

/** The forward pass of one batch, and in training the gradients at its logits and features. */
final class ToyPass implements ForwardPass {
    private final ToyDesign design;
    private final ExitSet exits;
    private final float[] parameters;
    private final Batch batch;
    /** The passes of all networks of the objective, by name. */
    private final Map<String, ToyPass> networks;

    private final boolean training;
    private final double[][] inputs;
    private final double[][] centred;
    private final double[][] features;
    private final double[][] logits;
    private final Map<String, ToyNetwork.Head> heads = new TreeMap<>();
    private final Map<String, double[]> auxiliaryLogits = new TreeMap<>();
    private final Map<String, double[]> modules = new TreeMap<>();
    /** By place, such as "logits 1"; zeros when first requested. */
    private final Map<String, double[]> gradients = new HashMap<>();

    /**
     * A batch.
     *
     * @param values values of all examples, row by row
     * @param indices indices of the examples
     */
    record Batch(double[] values, int[] labels, int[] indices) {
        /** Reads each example once, because examples may change whenever they are read. */
        static Batch of(Examples examples, int[] indices, int length) {
            return new Batch(
                    read(examples.select(indices), length),
                    IntStream.of(indices).map(examples::label).toArray(),
                    indices);
        }
    }

    /** Runs stages 1 to {@code depth}, the heads of {@code exits} and the auxiliary heads. */
    ToyPass(
            ToyDesign design,
            float[] parameters,
            Batch batch,
            Map<String, ToyPass> networks,
            ExitSet exits,
            int depth,
            List<ToyNetwork.Head> auxiliaryHeads,
            List<ToyNetwork.Module> modules,
            boolean training) {
        this.design = design;
        this.exits = exits;
        this.parameters = parameters;
        this.batch = batch;
        this.networks = networks;
        this.training = training;
        this.inputs = new double[depth][];
        this.centred = new double[depth][];
        this.features = new double[depth][];
        this.logits = new double[design.heads().size()][];
        double[] values = batch.values();
        for (int k = 0; k < depth; k++) {
            inputs[k] = values;
            centred[k] = design.centred(k, parameters, values);
            values = design.forward(k, parameters, centred[k], size());
            features[k] = values;
        }
        for (Exit exit : exits) {
            logits[exit.index()] = logits(exit.index(), parameters);
        }
        modules.forEach(each -> this.modules.put(each.module().name(), doubles(each.parameters())));
        for (ToyNetwork.Head each : auxiliaryHeads) {
            heads.put(each.head().name(), each);
            auxiliaryLogits.put(each.head().name(), logits(each.head().exit().index(), each.parameters()));
        }
    }

    /** Returns the values of all examples, row by row. */
    static double[] read(Examples examples, int length) {
        float[] one = new float[length];
        double[] values = new double[examples.size() * length];
        for (int b = 0; b < examples.size(); b++) {
            examples.copyTo(b, one, 0);
            for (int i = 0; i < length; i++) {
                values[b * length + i] = one[i];
            }
        }
        return values;
    }

    /** Returns the logits of an exit's head with the given flat parameters. */
    private double[] logits(int exit, float[] parameters) {
        return design.heads().get(exit).forward(parameters, features[exit], size());
    }

    /** Returns the flat gradient of everything that loss terms added. */
    float[] backward(float[] parameters) {
        double[] gradient = new double[parameters.length];
        double[] above = null;
        for (int k = features.length - 1; k >= 0; k--) {
            double[] atFeature = above == null ? new double[features[k].length] : above;
            double[] added = gradients.getOrDefault("feature " + k, new double[atFeature.length]);
            for (int i = 0; i < atFeature.length; i++) {
                atFeature[i] += added[i];
            }
            Dense head = design.heads().get(k);
            double[] atLogits = gradients.get("logits " + k);
            if (atLogits != null) {
                head.addGradient(features[k], atLogits, size(), gradient);
                head.addInputGradient(parameters, atLogits, size(), atFeature);
            }
            double[] headOnly = gradients.get("head only " + k);
            if (headOnly != null) {
                head.addGradient(features[k], headOnly, size(), gradient);
            }
            design.throughActivation(features[k], atFeature);
            Dense stage = design.stages().get(k);
            stage.addGradient(centred[k], atFeature, size(), gradient);
            above = new double[inputs[k].length];
            if (k > 0) {
                stage.addInputGradient(parameters, atFeature, size(), above);
            }
        }
        for (Block block : design.spec().layout().blocks()) {
            double[] added = gradients.getOrDefault("block " + block.name(), new double[block.size()]);
            for (int i = 0; i < added.length; i++) {
                gradient[block.offset() + i] += added[i];
            }
        }
        return toFloats(gradient);
    }

    /** Returns the flat gradient of a trainable auxiliary head. */
    float[] gradientOf(ToyNetwork.Head head) {
        double[] gradient = new double[head.parameters().length];
        int k = head.head().exit().index();
        design.heads().get(k).addGradient(features[k], logitGradient(head.head().name()), size(), gradient);
        return toFloats(gradient);
    }

    /** Returns the gradient of a module. */
    float[] gradientOf(ToyNetwork.Module module) {
        return toFloats(moduleGradient(module.module().name()));
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    double[] input(int stage) {
        return inputs[stage];
    }

    @Override
    public int size() {
        return batch.indices().length;
    }

    @Override
    public int classes() {
        return design.spec().classes();
    }

    @Override
    public ExitSet exits() {
        return exits;
    }

    @Override
    public int label(int row) {
        return batch.labels()[row];
    }

    @Override
    public int example(int row) {
        return batch.indices()[row];
    }

    @Override
    public double[] parameters(Block block) {
        return IntStream.range(block.offset(), block.end())
                .mapToDouble(i -> parameters[i])
                .toArray();
    }

    @Override
    public double[] parameterGradient(Block block) {
        return gradient("block " + block.name(), block.size());
    }

    @Override
    public double[] module(String name) {
        double[] found = modules.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no module is named '%s'; the objective has %s".formatted(name, modules.keySet()));
        }
        return found;
    }

    @Override
    public double[] moduleGradient(String name) {
        return gradient("module " + name, module(name).length);
    }

    @Override
    public ForwardPass network(String name) {
        ToyPass found = networks.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no network is named '%s'; the objective has %s".formatted(name, networks.keySet()));
        }
        return found.readOnly();
    }

    @Override
    public double[] logits(Exit exit) {
        return logits[active(exit)];
    }

    @Override
    public double[] logits(String head) {
        double[] result = auxiliaryLogits.get(head);
        if (result == null) {
            throw new IllegalArgumentException(
                    "no auxiliary head is named '%s'; the objective has %s".formatted(head, heads.keySet()));
        }
        return result;
    }

    @Override
    public int featureSize(Exit exit) {
        return design.heads().get(active(exit)).inputs();
    }

    @Override
    public double[] feature(Exit exit) {
        return features[active(exit)];
    }

    @Override
    public double[] logitGradient(Exit exit) {
        return gradient("logits " + active(exit), size() * classes());
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        return gradient("head only " + active(exit), size() * classes());
    }

    @Override
    public double[] logitGradient(String head) {
        if (training && !(heads.containsKey(head) && heads.get(head).trainable())) {
            throw new IllegalArgumentException(
                    "no trainable auxiliary head is named '%s'; the objective has %s".formatted(head, heads.keySet()));
        }
        return gradient("head " + head, size() * classes());
    }

    @Override
    public double[] featureGradient(Exit exit) {
        return gradient("feature " + active(exit), size() * featureSize(exit));
    }

    private double[] gradient(String place, int length) {
        if (!training) {
            throw new IllegalStateException("gradients are not available in inference");
        }
        return gradients.computeIfAbsent(place, absent -> new double[length]);
    }

    private int active(Exit exit) {
        if (!exits.contains(exit)) {
            throw new IllegalArgumentException("exit %s is not active; active exits are %s".formatted(exit, exits));
        }
        return exit.index();
    }
}
