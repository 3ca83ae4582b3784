package org.exeunt.testkit.engine;

import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.objective.ForwardPass;

/** The forward pass of one batch, and in training the gradients at its logits and features. */
final class ToyPass implements ForwardPass {
    private final ToyDesign design;
    private final ExitSet exits;
    private final int[] labels;
    private final double[][] inputs;
    private final double[][] centred;
    private final double[][] features;
    private final double[][] logits;
    private final Map<String, double[]> auxiliaryLogits = new TreeMap<>();
    private final ToyGradients gradients;

    /**
     * Runs stages 1 to {@code depth}, the heads of {@code exits} and the auxiliary heads.
     *
     * @param batch indices of the examples
     */
    ToyPass(
            ToyDesign design,
            float[] parameters,
            Examples examples,
            int[] batch,
            ExitSet exits,
            int depth,
            ToyAuxiliaryHeads auxiliaryHeads,
            boolean training) {
        int m = design.facts().exits();
        this.design = design;
        this.exits = exits;
        this.labels = new int[batch.length];
        this.inputs = new double[depth][];
        this.centred = new double[depth][];
        this.features = new double[depth][];
        this.logits = new double[m][];
        double[] values = read(examples, batch);
        for (int k = 0; k < depth; k++) {
            inputs[k] = values;
            centred[k] = design.stage(k).centred(parameters, values, batch.length);
            values = design.stage(k).forward(parameters, centred[k], batch.length);
            features[k] = values;
        }
        for (Exit exit : exits) {
            logits[exit.index()] = head(exit, parameters);
        }
        for (ToyAuxiliaryHeads.Head head : auxiliaryHeads.all()) {
            auxiliaryLogits.put(head.name(), head(head.exit(), head.parameters()));
        }
        this.gradients =
                training ? new ToyGradients(m, batch.length * design.facts().classes(), auxiliaryHeads) : null;
    }

    private double[] read(Examples examples, int[] batch) {
        int length = design.facts().input().size();
        float[] one = new float[length];
        double[] values = new double[batch.length * length];
        for (int b = 0; b < batch.length; b++) {
            labels[b] = examples.label(batch[b]);
            examples.copyTo(batch[b], one, 0);
            for (int i = 0; i < length; i++) {
                values[b * length + i] = one[i];
            }
        }
        return values;
    }

    /** Returns the logits of an exit's head with the given flat parameters. */
    private double[] head(Exit exit, float[] parameters) {
        double[] result = new double[labels.length * classes()];
        design.head(exit.index()).forward(parameters, features[exit.index()], labels.length, result);
        return result;
    }

    /** Returns the flat gradient of everything that loss terms added. */
    float[] backward(float[] parameters) {
        double[] gradient = new double[parameters.length];
        double[] above = null;
        for (int k = features.length - 1; k >= 0; k--) {
            double[] atFeature = above == null ? new double[features[k].length] : above;
            gradients.addFeature(k, atFeature);
            if (gradients.touches(k)) {
                Dense head = design.head(k);
                head.addGradient(features[k], gradients.atLogits(k), size(), gradient);
                head.addGradient(features[k], gradients.headOnly(k), size(), gradient);
                head.addInputGradient(parameters, gradients.atLogits(k), size(), atFeature);
            }
            Stage stage = design.stage(k);
            stage.throughActivation(features[k], atFeature);
            stage.dense().addGradient(centred[k], atFeature, size(), gradient);
            above = new double[inputs[k].length];
            if (k > 0) {
                stage.dense().addInputGradient(parameters, atFeature, size(), above);
            }
        }
        return toFloats(gradient);
    }

    /** Returns the flat gradient of a trainable auxiliary head. */
    float[] gradientOf(ToyAuxiliaryHeads.Head head) {
        double[] gradient = new double[head.parameters().length];
        int k = head.exit().index();
        design.head(k).addGradient(features[k], gradients.atLogits(head.name()), size(), gradient);
        return toFloats(gradient);
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Returns the number of stages that were run. */
    int depth() {
        return features.length;
    }

    double[] input(int stage) {
        return inputs[stage];
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int classes() {
        return design.facts().classes();
    }

    @Override
    public ExitSet exits() {
        return exits;
    }

    @Override
    public int label(int example) {
        return labels[example];
    }

    @Override
    public double[] logits(Exit exit) {
        requireActive(exit);
        return logits[exit.index()];
    }

    @Override
    public double[] logits(String head) {
        double[] result = auxiliaryLogits.get(head);
        if (result == null) {
            throw new IllegalArgumentException(
                    "no auxiliary head is named '%s'; the objective has %s".formatted(head, auxiliaryLogits.keySet()));
        }
        return result;
    }

    @Override
    public int featureSize(Exit exit) {
        requireActive(exit);
        return design.head(exit.index()).inputs();
    }

    @Override
    public double[] feature(Exit exit) {
        requireActive(exit);
        return features[exit.index()];
    }

    @Override
    public double[] logitGradient(Exit exit) {
        requireActive(exit);
        return training().atLogits(exit.index());
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        requireActive(exit);
        return training().headOnly(exit.index());
    }

    @Override
    public double[] logitGradient(String head) {
        return training().atLogits(head);
    }

    @Override
    public double[] featureGradient(Exit exit) {
        requireActive(exit);
        return training().atFeature(exit.index(), size() * featureSize(exit));
    }

    private ToyGradients training() {
        if (gradients == null) {
            throw new IllegalStateException("gradients are not available in inference");
        }
        return gradients;
    }

    private void requireActive(Exit exit) {
        if (!exits.contains(exit)) {
            throw new IllegalArgumentException("exit %s is not active; active exits are %s".formatted(exit, exits));
        }
    }
}
