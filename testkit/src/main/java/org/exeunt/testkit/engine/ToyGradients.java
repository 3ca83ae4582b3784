package org.exeunt.testkit.engine;

import java.util.Map;
import java.util.TreeMap;

/**
 * The gradients at the logits and features of each exit and of trainable auxiliary heads. Arrays are allocated with
 * zeros when first requested.
 */
final class ToyGradients {
    private final int logits;
    private final double[][] atLogits;
    private final double[][] headOnly;
    private final double[][] atFeature;
    private final Map<String, double[]> atAuxiliaryHeads = new TreeMap<>();

    ToyGradients(int exits, int logits, ToyAuxiliaryHeads auxiliaryHeads) {
        this.logits = logits;
        this.atLogits = new double[exits][];
        this.headOnly = new double[exits][];
        this.atFeature = new double[exits][];
        auxiliaryHeads.trainable().forEach(head -> atAuxiliaryHeads.put(head.name(), new double[logits]));
    }

    double[] atLogits(int exit) {
        return requested(atLogits, exit, logits);
    }

    double[] atLogits(String head) {
        double[] gradient = atAuxiliaryHeads.get(head);
        if (gradient == null) {
            throw new IllegalArgumentException("no trainable auxiliary head is named '%s'; the objective has %s"
                    .formatted(head, atAuxiliaryHeads.keySet()));
        }
        return gradient;
    }

    double[] headOnly(int exit) {
        return requested(headOnly, exit, logits);
    }

    double[] atFeature(int exit, int length) {
        return requested(atFeature, exit, length);
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

    private static double[] requested(double[][] arrays, int exit, int length) {
        if (arrays[exit] == null) {
            arrays[exit] = new double[length];
        }
        return arrays[exit];
    }
}
