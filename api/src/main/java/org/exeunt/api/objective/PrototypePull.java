package org.exeunt.api.objective;

import org.exeunt.api.Exit;

/**
 * Pulls an exit's feature of each example towards its class's prototype: value {@code (w/(B d)) sum ||a - g||^2},
 * gradient {@code 2 w (a - g)/(B d)}. Classes without a prototype are not pulled.
 *
 * <p>Source: FedPAC (arXiv 2306.11867).
 */
public final class PrototypePull implements LossTerm {
    private final Exit exit;
    private final double weight;
    private final double[][] prototypes;

    /**
     * Makes the term.
     *
     * @param exit whose feature is pulled; it takes part
     * @param prototypes one row of features a class, null where the class has none
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
                double gap = feature[row + f] - prototype[f];
                distance += gap * gap;
                gradient[row + f] += 2 * scale * gap;
            }
        }
        return scale * distance;
    }
}
