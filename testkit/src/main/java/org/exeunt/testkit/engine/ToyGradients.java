package org.exeunt.testkit.engine;

import java.util.Map;
import java.util.TreeMap;

/** What loss terms add to: gradients at the logits and features of each exit and at those of learning heads, zero until asked for. */
final class ToyGradients {
    private final int logits;
    private final double[][] atLogits;
    private final double[][] headOnly;
    private final double[][] atFeature;
    private final Map<String, double[]> atCompanions = new TreeMap<>();

    ToyGradients(int exits, int logits, ToyAuxiliaryHeads companions) {
        this.logits = logits;
        this.atLogits = new double[exits][];
        this.headOnly = new double[exits][];
        this.atFeature = new double[exits][];
        companions.learning().forEach(head -> atCompanions.put(head.name(), new double[logits]));
    }

    double[] atLogits(int exit) {
        return asked(atLogits, exit, logits);
    }

    double[] atLogits(String companion) {
        double[] gradient = atCompanions.get(companion);
        if (gradient == null) {
            throw new IllegalArgumentException(
                    "no learning head '%s'; the objective has %s".formatted(companion, atCompanions.keySet()));
        }
        return gradient;
    }

    double[] headOnly(int exit) {
        return asked(headOnly, exit, logits);
    }

    double[] atFeature(int exit, int length) {
        return asked(atFeature, exit, length);
    }

    boolean touches(int exit) {
        return atLogits[exit] != null || headOnly[exit] != null;
    }

    void addFeature(int exit, double[] target) {
        if (atFeature[exit] != null) {
            for (int i = 0; i < target.length; i++) {
                target[i] += atFeature[exit][i];
            }
        }
    }

    private static double[] asked(double[][] arrays, int exit, int length) {
        if (arrays[exit] == null) {
            arrays[exit] = new double[length];
        }
        return arrays[exit];
    }
}
