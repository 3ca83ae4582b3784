package org.exeunt.api.objective;

import org.exeunt.api.Exit;

/**
 * Squared distance of an exit's feature a to the prototype g of the example's class, as in a mean over the batch of
 * size B and the feature of length d: value {@code (w/(B d)) sum ||a - g||^2}, gradient {@code 2 w (a - g)/(B d)}.
 * Examples of classes without a prototype contribute 0.
 *
 * <p>Sources: FedProto (arXiv 2105.00243), FedPAC (arXiv 2306.11867).
 */
public final class PrototypePull implements LossTerm {
    private final Exit exit;
    private final double weight;
    private final double[][] prototypes;

    /**
     * Creates the term.
     *
     * @param exit an exit of the objective
     * @param weight scale of the term
     * @param prototypes {@code [classes, features]}; a row may be null for a class without a prototype
     */
    public PrototypePull(Exit exit, double weight, double[][] prototypes) {
        this.exit = exit;
        this.weight = weight;
        this.prototypes = new double[prototypes.length][];
        for (int c = 0; c < prototypes.length; c++) {
            this.prototypes[c] = prototypes[c] == null ? null : prototypes[c].clone();
        }
    }

    @Override
    public double addTo(ForwardPass pass) {
        int features = pass.featureSize(exit);
        double[] feature = pass.feature(exit);
        double[] gradient = pass.featureGradient(exit);
        double scale = weight / ((double) pass.size() * features);
        double distance = 0;
        for (int b = 0; b < pass.size(); b++) {
            double[] prototype = prototypes[pass.label(b)];
            if (prototype == null) {
                continue;
            }
            int row = b * features;
            for (int f = 0; f < features; f++) {
                double difference = feature[row + f] - prototype[f];
                distance += difference * difference;
                gradient[row + f] += 2 * scale * difference;
            }
        }
        return scale * distance;
    }
}
