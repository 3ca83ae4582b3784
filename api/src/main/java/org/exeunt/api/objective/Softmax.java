package org.exeunt.api.objective;

/** Numerically stable softmax of a row of logits. */
public final class Softmax {
    private Softmax() {}

    /**
     * Writes {@code softmax(logits / temperature)} of one row and returns {@code ln sum exp(logits / temperature)}.
     *
     * @param logits contains the row from index {@code offset}
     * @param classes length of the row
     * @param temperature above 0
     * @param target receives the probabilities, from index 0
     */
    public static double row(double[] logits, int offset, int classes, double temperature, double[] target) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits[offset + c] / temperature);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            target[c] = Math.exp(logits[offset + c] / temperature - max);
            sum += target[c];
        }
        for (int c = 0; c < classes; c++) {
            target[c] /= sum;
        }
        return max + Math.log(sum);
    }

    /** Returns the class with the highest probability or logit, 0-based; the lowest one on ties. */
    public static int likeliest(double[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
        }
        return best;
    }
}
