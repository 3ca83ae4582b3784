package org.exeunt.baselines.fedpac;

import java.util.Arrays;
import java.util.List;

/** Class prototypes of one exit as they travel: {@code [classes, features]}, a row of zeros for a class without a prototype. */
final class Prototypes {
    private Prototypes() {}

    /** Returns one row a class, null for a class without a prototype. */
    static double[][] rows(float[] prototypes, int classes) {
        int width = prototypes.length / classes;
        double[][] rows = new double[classes][];
        for (int c = 0; c < classes; c++) {
            for (int f = 0; f < width; f++) {
                float value = prototypes[c * width + f];
                if (value != 0 && rows[c] == null) {
                    rows[c] = new double[width];
                }
                if (rows[c] != null) {
                    rows[c][f] = value;
                }
            }
        }
        return rows;
    }

    /**
     * Returns each class's mean over the clients that have examples of it, weighted by how many; a class nobody has keeps its prototype.
     *
     * @param previous prototypes; null before the first
     * @param means of each client, at least one
     * @param counts examples of each class, of each client
     */
    static float[] merged(float[] previous, List<float[]> means, List<float[]> counts) {
        int length = means.get(0).length;
        int classes = counts.get(0).length;
        int width = length / classes;
        float[] merged = previous == null ? new float[length] : previous.clone();
        for (int c = 0; c < classes; c++) {
            double[] sum = new double[width];
            double examples = 0;
            for (int i = 0; i < means.size(); i++) {
                float count = counts.get(i)[c];
                examples += count;
                for (int f = 0; f < width; f++) {
                    sum[f] += (double) count * means.get(i)[c * width + f];
                }
            }
            for (int f = 0; f < width && examples > 0; f++) {
                merged[c * width + f] = (float) (sum[f] / examples);
            }
        }
        return merged;
    }

    /** Returns the first rows, and the second ones where there is none. */
    static double[][] or(double[][] rows, double[][] others) {
        double[][] filled = Arrays.copyOf(rows, rows.length);
        for (int c = 0; c < filled.length; c++) {
            filled[c] = rows[c] == null ? others[c] : rows[c];
        }
        return filled;
    }
}
