package org.exeunt.testkit.engine;

/** What loss terms add to: gradients at the logits of each exit and at the final feature, zero until asked for. */
final class ToyGradients {
    private final int logits;
    private final double[][] atLogits;
    private final double[][] headOnly;
    private double[] atFeature;

    ToyGradients(int exits, int logits) {
        this.logits = logits;
        this.atLogits = new double[exits][];
        this.headOnly = new double[exits][];
    }

    double[] atLogits(int exit) {
        return asked(atLogits, exit);
    }

    double[] headOnly(int exit) {
        return asked(headOnly, exit);
    }

    double[] atFeature(int length) {
        if (atFeature == null) {
            atFeature = new double[length];
        }
        return atFeature;
    }

    boolean touches(int exit) {
        return atLogits[exit] != null || headOnly[exit] != null;
    }

    void addFeature(double[] target) {
        if (atFeature != null) {
            for (int i = 0; i < target.length; i++) {
                target[i] += atFeature[i];
            }
        }
    }

    private double[] asked(double[][] arrays, int exit) {
        if (arrays[exit] == null) {
            arrays[exit] = new double[logits];
        }
        return arrays[exit];
    }
}
