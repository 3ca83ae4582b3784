package org.exeunt.api.objective;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;

/**
 * A forward pass with given values: two exits with features of equal size, auxiliary heads, and a row of NaN after the
 * batch, which terms must not read.
 */
@SuppressWarnings("NullAway") // missing values fail the test
final class FixedPass extends ForwardingPass {
    private final int[] labels;
    private final int classes;
    private final int features;
    private final Map<Exit, double[]> logits = new HashMap<>();
    private final Map<String, double[]> auxiliaryLogits = new HashMap<>();
    private final Map<Exit, double[]> feature = new HashMap<>();
    private final Map<Exit, double[]> gradients = new HashMap<>();
    private final Map<Exit, double[]> headGradients = new HashMap<>();
    private final Map<Exit, double[]> featureGradients = new HashMap<>();
    private final Map<String, double[]> auxiliaryGradients = new HashMap<>();

    private FixedPass(int classes, int features, int[] labels) {
        super(null);
        this.labels = labels;
        this.classes = classes;
        this.features = features;
        for (Exit exit : exits()) {
            logits.put(exit, padded(classes));
            gradients.put(exit, new double[(labels.length + 1) * classes]);
            headGradients.put(exit, new double[(labels.length + 1) * classes]);
            feature.put(exit, padded(features));
            featureGradients.put(exit, new double[(labels.length + 1) * features]);
        }
    }

    private double[] padded(int width) {
        double[] values = new double[(labels.length + 1) * width];
        for (int i = labels.length * width; i < values.length; i++) {
            values[i] = Double.NaN;
        }
        return values;
    }

    /** Returns a pass of one example with the given logits of exits 1 and 2. */
    static FixedPass ofOne(int label, double[] first, double[] second) {
        FixedPass pass = new FixedPass(first.length, 1, new int[] {label});
        System.arraycopy(first, 0, pass.logits(new Exit(1)), 0, first.length);
        System.arraycopy(second, 0, pass.logits(new Exit(2)), 0, second.length);
        return pass;
    }

    /** Returns a pass of random values. */
    static FixedPass random(RandomGenerator random, int size, int classes, int features) {
        FixedPass pass =
                new FixedPass(classes, features, random.ints(size, 0, classes).toArray());
        for (Exit exit : pass.exits()) {
            fill(pass.logits(exit), size * classes, random);
            fill(pass.feature(exit), size * features, random);
        }
        return pass;
    }

    private static void fill(double[] values, int length, RandomGenerator random) {
        for (int i = 0; i < length; i++) {
            values[i] = 2 * random.nextGaussian();
        }
    }

    FixedPass withFrozen(String name, RandomGenerator random) {
        double[] values = padded(classes);
        fill(values, labels.length * classes, random);
        auxiliaryLogits.put(name, values);
        return this;
    }

    FixedPass withFrozen(String name, double... values) {
        auxiliaryLogits.put(name, values.clone());
        return this;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public ExitSet exits() {
        return ExitSet.of(1, 2);
    }

    @Override
    public int label(int example) {
        return labels[example];
    }

    @Override
    public double[] logits(Exit exit) {
        return logits.get(exit);
    }

    @Override
    public double[] logits(String head) {
        return auxiliaryLogits.get(head);
    }

    @Override
    public int featureSize(Exit exit) {
        return features;
    }

    @Override
    public double[] feature(Exit exit) {
        return feature.get(exit);
    }

    @Override
    public double[] logitGradient(Exit exit) {
        return gradients.get(exit);
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        return headGradients.get(exit);
    }

    @Override
    public double[] logitGradient(String head) {
        return auxiliaryGradients.computeIfAbsent(head, name -> new double[(labels.length + 1) * classes]);
    }

    @Override
    public double[] featureGradient(Exit exit) {
        return featureGradients.get(exit);
    }
}
