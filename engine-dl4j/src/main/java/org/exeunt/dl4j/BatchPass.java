package org.exeunt.dl4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What one batch's forward pass gave, in doubles, and the gradients the loss terms add; arrays are kept from batch to batch. */
final class BatchPass implements ForwardPass {
    private final NetworkFacts facts;
    private final boolean training;
    private final ExitSet exits;
    private final double[][] logits;
    private final GradientArray[] logitGradients;
    private final GradientArray[] headOnlyGradients;
    private final GradientArray featureGradient = new GradientArray();
    private final Map<String, double[]> frozenLogits = new HashMap<>();
    private double[] feature = {};
    private int[] labels = {};
    private float[] staging = {};
    private int size;
    private int featureSize;
    private boolean hasFeature;

    BatchPass(NetworkFacts facts, ExitSet exits, boolean training) {
        this.facts = facts;
        this.exits = exits;
        this.training = training;
        this.logits = new double[facts.exits()][0];
        this.logitGradients = gradientArrays(facts.exits());
        this.headOnlyGradients = gradientArrays(facts.exits());
    }

    private static GradientArray[] gradientArrays(int count) {
        GradientArray[] arrays = new GradientArray[count];
        Arrays.setAll(arrays, i -> new GradientArray());
        return arrays;
    }

    /** Begins the next batch. */
    void begin(Examples examples, int[] order, int from, int count) {
        if (labels.length < count) {
            labels = new int[count];
        }
        for (int i = 0; i < count; i++) {
            labels[i] = examples.label(order[from + i]);
        }
        size = count;
        hasFeature = false;
        featureGradient.forget();
        for (int k = 0; k < facts.exits(); k++) {
            logitGradients[k].forget();
            headOnlyGradients[k].forget();
        }
    }

    void setLogits(int exit, INDArray values) {
        logits[exit - 1] = toDoubles(values, logits[exit - 1]);
    }

    void setFrozenLogits(String head, INDArray values) {
        frozenLogits.put(head, toDoubles(values, frozenLogits.getOrDefault(head, new double[0])));
    }

    void setFeature(INDArray values) {
        featureSize = (int) values.size(1);
        feature = toDoubles(values, feature);
        hasFeature = true;
    }

    private double[] toDoubles(INDArray array, double[] reused) {
        NativeFloats values = NativeFloats.of(NativeFloats.dense(array));
        int count = size * (int) array.size(1);
        if (staging.length < count) {
            staging = new float[count];
        }
        double[] target = reused.length < count ? new double[count] : reused;
        values.get(0, staging, 0, count);
        for (int i = 0; i < count; i++) {
            target[i] = staging[i];
        }
        return target;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int classes() {
        return facts.classes();
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
        return logits[requireActive(exit).index()];
    }

    @Override
    public double[] frozenLogits(String frozenHead) {
        double[] values = frozenLogits.get(frozenHead);
        if (values == null) {
            throw new IllegalArgumentException(
                    "no frozen head '%s'; the objective has %s".formatted(frozenHead, frozenLogits.keySet()));
        }
        return values;
    }

    @Override
    public int featureSize() {
        requireFeature();
        return featureSize;
    }

    @Override
    public double[] feature() {
        requireFeature();
        return feature;
    }

    @Override
    public double[] logitGradient(Exit exit) {
        requireTraining();
        return logitGradients[requireActive(exit).index()].ask(size * classes());
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        requireTraining();
        return headOnlyGradients[requireActive(exit).index()].ask(size * classes());
    }

    @Override
    public double[] featureGradient() {
        requireTraining();
        requireFeature();
        return featureGradient.ask(size * featureSize);
    }

    GradientArray askedLogitGradient(int exit) {
        return logitGradients[exit - 1];
    }

    GradientArray askedHeadOnlyGradient(int exit) {
        return headOnlyGradients[exit - 1];
    }

    GradientArray askedFeatureGradient() {
        return featureGradient;
    }

    private Exit requireActive(Exit exit) {
        if (!exits.contains(exit)) {
            throw new IllegalArgumentException("exit %s does not take part; exits %s do".formatted(exit, exits));
        }
        return exit;
    }

    private void requireTraining() {
        if (!training) {
            throw new IllegalStateException("there are no gradients in inference");
        }
    }

    private void requireFeature() {
        if (!hasFeature) {
            throw new IllegalStateException("the feature is that of exit %s, which does not take part; exits %s do"
                    .formatted(facts.finalExit(), exits));
        }
    }

    /** A gradient that exists once somebody asked for it. */
    static final class GradientArray {
        private double[] values = {};
        private boolean asked;

        private void forget() {
            asked = false;
        }

        private double[] ask(int count) {
            if (!asked) {
                asked = true;
                if (values.length < count) {
                    values = new double[count];
                }
                Arrays.fill(values, 0, count, 0);
            }
            return values;
        }

        boolean wasAsked() {
            return asked;
        }

        /** Returns a value of the gradient, 0 if nobody asked for it. */
        double value(int index) {
            return asked ? values[index] : 0;
        }
    }
}
