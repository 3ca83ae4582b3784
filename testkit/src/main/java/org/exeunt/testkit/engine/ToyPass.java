package org.exeunt.testkit.engine;

import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.objective.ForwardPass;

/** One batch on its way through the stages; in training also the gradients at logits and features. */
final class ToyPass implements ForwardPass {
    private final ToyDesign design;
    private final ExitSet exits;
    private final int[] labels;
    private final double[][] inputs;
    private final double[][] centred;
    private final double[][] features;
    private final double[][] logits;
    private final Map<String, double[]> companionLogits = new TreeMap<>();
    private final ToyGradients gradients;

    /**
     * Runs the stages up to {@code depth} and the heads of {@code exits}.
     *
     * @param batch indices of its examples
     * @param companions heads that answer beside them
     */
    ToyPass(
            ToyDesign design,
            float[] parameters,
            Examples examples,
            int[] batch,
            ExitSet exits,
            int depth,
            ToyAuxiliaryHeads companions,
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
        for (ToyAuxiliaryHeads.Companion companion : companions.all()) {
            companionLogits.put(companion.name(), head(companion.exit(), companion.parameters()));
        }
        this.gradients =
                training ? new ToyGradients(m, batch.length * design.facts().classes(), companions) : null;
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

    /** Answers with the head of an exit whose parameters lie in a flat vector. */
    private double[] head(Exit exit, float[] parameters) {
        double[] answer = new double[labels.length * classes()];
        design.head(exit.index()).forward(parameters, features[exit.index()], labels.length, answer);
        return answer;
    }

    /** Returns the flat gradient of everything the loss terms added. */
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

    /** Returns the flat gradient of a learning head. */
    float[] gradientOf(ToyAuxiliaryHeads.Companion head) {
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
    public double[] logits(String companion) {
        double[] answer = companionLogits.get(companion);
        if (answer == null) {
            throw new IllegalArgumentException(
                    "no companion head '%s'; the objective has %s".formatted(companion, companionLogits.keySet()));
        }
        return answer;
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
    public double[] logitGradient(String companion) {
        return training().atLogits(companion);
    }

    @Override
    public double[] featureGradient(Exit exit) {
        requireActive(exit);
        return training().atFeature(exit.index(), size() * featureSize(exit));
    }

    private ToyGradients training() {
        if (gradients == null) {
            throw new IllegalStateException("there are no gradients in inference");
        }
        return gradients;
    }

    private void requireActive(Exit exit) {
        if (!exits.contains(exit)) {
            throw new IllegalArgumentException("exit %s does not take part; exits %s do".formatted(exit, exits));
        }
    }
}
