package org.exeunt.baselines.feddbe;

import java.util.Arrays;
import java.util.SortedMap;
import org.exeunt.api.Exit;
import org.exeunt.api.Metric;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LinearMap;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.params.Block;

/**
 * The loss of one exit: {@code weight (CE(z + W b, y) + kappa/(2F) ||r - g||^2)}, with logits z, the classifier's
 * weights W, the client's vector b and the running mean r of F features.
 */
final class DebiasedLoss implements LossTerm {
    private final Exit exit;
    private final Block classifier;
    private final CrossEntropy labels;
    private final double pull;
    private final double momentum;
    private final float[] mean;
    private final double[] running;

    /**
     * Creates the loss of a turn.
     *
     * @param classifier W, {@code [classes, features]}
     * @param momentum share of a batch in r
     * @param mean g
     */
    DebiasedLoss(Exit exit, Block classifier, double weight, double kappa, double momentum, float[] mean) {
        this.exit = exit;
        this.classifier = classifier;
        this.labels = new CrossEntropy(exit, weight);
        this.pull = weight * kappa / mean.length;
        this.momentum = momentum;
        this.mean = mean;
        this.running = new double[mean.length];
    }

    @Override
    public double addTo(ForwardPass pass) {
        LinearMap head = new LinearMap(pass.parameters(classifier), mean.length);
        double[] bias = pass.module(FedDbe.BIAS + exit);
        double[] shift = head.apply(bias, 1);
        double[] logits = pass.logits(exit);
        double[] shifted = new double[pass.size() * shift.length];
        double[] atLogits = new double[shifted.length];
        Arrays.setAll(shifted, k -> logits[k] + shift[k % shift.length]);
        double value = labels.addTo(pass, shifted, atLogits);
        double[] atShift = new double[shift.length];
        for (int k = 0; k < atLogits.length; k++) {
            pass.logitGradient(exit)[k] += atLogits[k];
            atShift[k % shift.length] += atLogits[k];
        }
        head.addWeightGradient(bias, atShift, 1, pass.parameterGradient(classifier));
        head.addInputGradient(atShift, 1, pass.moduleGradient(FedDbe.BIAS + exit));
        return value + addPull(pass);
    }

    private double addPull(ForwardPass pass) {
        double[] features = pass.feature(exit);
        double[] atFeatures = pass.featureGradient(exit);
        double value = 0;
        for (int f = 0; f < mean.length; f++) {
            double sum = 0;
            for (int b = 0; b < pass.size(); b++) {
                sum += features[b * mean.length + f];
            }
            running[f] = (1 - momentum) * running[f] + momentum * sum / pass.size();
            double distance = running[f] - mean[f];
            value += pull / 2 * distance * distance;
            for (int b = 0; b < pass.size(); b++) {
                atFeatures[b * mean.length + f] += pull * distance * momentum / pass.size();
            }
        }
        return value;
    }

    @Override
    public SortedMap<String, Metric> metrics() {
        return labels.metrics();
    }
}
