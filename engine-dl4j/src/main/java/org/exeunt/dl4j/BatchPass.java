package org.exeunt.dl4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What one batch's forward pass gave, in doubles, and the gradients the loss terms add; arrays are kept from batch to batch. */
final class BatchPass implements ForwardPass {
    private final NetworkChain chain;
    private final NetworkSpec facts;
    private final boolean training;
    private final ExitSet exits;
    private final double[][] logits;
    private final double[][] features;
    private final boolean[] featureCopied;
    private final GradientArray[] logitGradients;
    private final GradientArray[] headOnlyGradients;
    private final GradientArray[] featureGradients;
    private final Map<String, double[]> companionLogits = new HashMap<>();
    private final Map<String, GradientArray> companionGradients = new HashMap<>();
    private int[] labels = {};
    private float[] staging = {};
    private int size;

    /**
     * Makes the pass of a training or of inference.
     *
     * @param exits whose heads are run
     * @param companions heads beside them
     */
    BatchPass(NetworkChain chain, ExitSet exits, List<AuxiliaryHead> companions, boolean training) {
        this.chain = chain;
        this.facts = chain.facts();
        this.exits = exits;
        this.training = training;
        this.logits = new double[facts.exits()][0];
        this.features = new double[facts.exits()][0];
        this.featureCopied = new boolean[facts.exits()];
        this.logitGradients = gradientArrays(facts.exits());
        this.headOnlyGradients = gradientArrays(facts.exits());
        this.featureGradients = gradientArrays(facts.exits());
        for (AuxiliaryHead companion : companions) {
            companionLogits.put(companion.name(), new double[0]);
            if (companion instanceof TrainableAuxiliaryHead) {
                companionGradients.put(companion.name(), new GradientArray());
            }
        }
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
        Arrays.fill(featureCopied, false);
        for (int k = 0; k < facts.exits(); k++) {
            logitGradients[k].forget();
            headOnlyGradients[k].forget();
            featureGradients[k].forget();
        }
        companionGradients.values().forEach(GradientArray::forget);
    }

    void setLogits(int exit, INDArray values) {
        logits[exit - 1] = toDoubles(values, logits[exit - 1]);
    }

    void setLogits(String companion, INDArray values) {
        companionLogits.compute(companion, (name, reused) -> toDoubles(values, reused));
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
    public double[] logits(String companion) {
        return require(companionLogits, companion, "companion");
    }

    @Override
    public int featureSize(Exit exit) {
        return (int) nativeFeature(exit).size(1);
    }

    /** Copied when first asked for: most losses do not. */
    @Override
    public double[] feature(Exit exit) {
        INDArray values = nativeFeature(exit);
        int k = exit.index();
        if (!featureCopied[k]) {
            features[k] = toDoubles(values, features[k]);
            featureCopied[k] = true;
        }
        return features[k];
    }

    private INDArray nativeFeature(Exit exit) {
        return chain.head(requireActive(exit).number()).link().tap().feature();
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
    public double[] logitGradient(String companion) {
        requireTraining();
        return require(companionGradients, companion, "learning").ask(size * classes());
    }

    @Override
    public double[] featureGradient(Exit exit) {
        requireTraining();
        return featureGradients[requireActive(exit).index()].ask(size * featureSize(exit));
    }

    GradientArray askedLogitGradient(int exit) {
        return logitGradients[exit - 1];
    }

    GradientArray askedHeadOnlyGradient(int exit) {
        return headOnlyGradients[exit - 1];
    }

    GradientArray askedFeatureGradient(int exit) {
        return featureGradients[exit - 1];
    }

    GradientArray askedLogitGradient(String companion) {
        return companionGradients.get(companion);
    }

    private static <T> T require(Map<String, T> heads, String name, String kind) {
        T found = heads.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no %s head '%s'; the objective has %s".formatted(kind, name, new TreeSet<>(heads.keySet())));
        }
        return found;
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
