package org.exeunt.testkit.engine;

import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.objective.ForwardPass;

/** One batch on its way through the stages; in training also the gradients at logits and final feature. */
final class ToyPass implements ForwardPass {
    private final ToyDesign design;
    private final ExitSet exits;
    private final int[] labels;
    private final double[][] inputs;
    private final double[][] centred;
    private final double[][] features;
    private final double[][] logits;
    private final Map<String, double[]> frozenLogits;
    private final ToyGradients gradients;

    /**
     * Runs the stages up to {@code depth} and the heads of {@code exits}.
     *
     * @param batch indices of its examples
     * @param frozen flat vectors of the frozen heads by name
     */
    ToyPass(
            ToyDesign design,
            float[] parameters,
            Examples examples,
            int[] batch,
            ExitSet exits,
            int depth,
            FrozenHeads frozen,
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
        this.frozenLogits = frozen.answer(this);
        this.gradients =
                training ? new ToyGradients(m, batch.length * design.facts().classes()) : null;
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
    double[] head(Exit exit, float[] parameters) {
        double[] answer = new double[labels.length * classes()];
        design.head(exit.index()).forward(parameters, features[exit.index()], labels.length, answer);
        return answer;
    }

    /** Returns the flat gradient of everything the loss terms added. */
    double[] backward(float[] parameters) {
        double[] gradient = new double[parameters.length];
        double[] above = null;
        for (int k = features.length - 1; k >= 0; k--) {
            double[] atFeature = above == null ? new double[features[k].length] : above;
            if (k == design.facts().finalExit().index()) {
                gradients.addFeature(atFeature);
            }
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
        return gradient;
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
    public double[] frozenLogits(String frozenHead) {
        double[] answer = frozenLogits.get(frozenHead);
        if (answer == null) {
            throw new IllegalArgumentException(
                    "no frozen head '%s'; the objective has %s".formatted(frozenHead, frozenLogits.keySet()));
        }
        return answer;
    }

    @Override
    public int featureSize() {
        return design.head(design.facts().finalExit().index()).inputs();
    }

    @Override
    public double[] feature() {
        requireActive(design.facts().finalExit());
        return features[features.length - 1];
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
    public double[] featureGradient() {
        requireActive(design.facts().finalExit());
        return training().atFeature(size() * featureSize());
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
