package org.exeunt.dl4j.layers.sequence;

import java.util.Map;

/**
 * A simple double-precision implementation of an encoder block, with which the fast layer is compared. Arrays are
 * row-major. Padding is masked, not removed. Dropout is defined by a factor for every value.
 */
final class EncoderReference {
    final int sequences;
    final int length;
    final int width;
    final int heads;
    final int hidden;
    final boolean firstOnly;
    /** Whether a position of the batch is a token. */
    final boolean[] tokens;

    Masks masks;

    /**
     * Factors of values, 0 for dropped ones.
     *
     * @param weights by sequence, head, query token, key token
     * @param attention by query token, column
     * @param hidden by query token, column
     * @param result by query token, column
     */
    record Masks(double[][][][] weights, double[][] attention, double[][] hidden, double[][] result) {}

    EncoderReference(int sequences, int length, int width, int heads, int hidden, boolean firstOnly, boolean[] tokens) {
        this.sequences = sequences;
        this.length = length;
        this.width = width;
        this.heads = heads;
        this.hidden = hidden;
        this.firstOnly = firstOnly;
        this.tokens = tokens;
    }

    /** Returns whether a position is a query and has an output. */
    boolean isQuery(int position) {
        return firstOnly ? position % length == 0 : tokens[position];
    }

    /** Returns the output, with zeros for padding and positions that are not computed. */
    double[] forward(Map<String, double[]> parameters, double[] x) {
        double[] y = new double[sequences * length * width];
        int query = 0;
        for (int position = 0; position < sequences * length; position++) {
            if (isQuery(position)) {
                double[] row = row(parameters, x, position, query++);
                System.arraycopy(row, 0, y, position * width, width);
            }
        }
        return y;
    }

    /** Returns the output of one position. Masks are indexed by query and by token of the sequence. */
    private double[] row(Map<String, double[]> p, double[] x, int position, int query) {
        double[] own = slice(x, position);
        double[] attended = p.get("bo").clone();
        int headWidth = width / heads;
        for (int head = 0; head < heads; head++) {
            double[] mixed = mixed(p, x, own, position, head);
            for (int i = 0; i < headWidth; i++) {
                for (int c = 0; c < width; c++) {
                    attended[c] += mixed[i] * p.get("Wo")[(head * headWidth + i) * width + c];
                }
            }
        }
        double[] middle = new double[width];
        for (int c = 0; c < width; c++) {
            middle[c] = own[c] + masks.attention()[query][c] * attended[c];
        }
        middle = norm(middle, p.get("gamma1"), p.get("beta1"));
        double[] expanded = linear(p.get("W1"), p.get("b1"), middle, 0, hidden);
        for (int i = 0; i < hidden; i++) {
            expanded[i] = masks.hidden()[query][i] * Math.max(0, expanded[i]);
        }
        double[] contracted = linear(p.get("W2"), p.get("b2"), expanded, 0, width);
        double[] sum = new double[width];
        for (int c = 0; c < width; c++) {
            sum[c] = middle[c] + masks.result()[query][c] * contracted[c];
        }
        return norm(sum, p.get("gamma2"), p.get("beta2"));
    }

    private double[] mixed(Map<String, double[]> p, double[] x, double[] own, int position, int head) {
        int headWidth = width / heads;
        int first = position / length * length;
        double[] query = linear(p.get("Wqkv"), p.get("bqkv"), own, head * headWidth, headWidth);
        double[] exponentials = new double[length];
        double total = 0;
        for (int other = 0; other < length; other++) {
            if (tokens[first + other]) {
                double[] key = linear(
                        p.get("Wqkv"), p.get("bqkv"), slice(x, first + other), width + head * headWidth, headWidth);
                double score = 0;
                for (int i = 0; i < headWidth; i++) {
                    score += query[i] * key[i];
                }
                exponentials[other] = Math.exp(score / Math.sqrt(headWidth));
                total += exponentials[other];
            }
        }
        double[] mixed = new double[headWidth];
        double[] mask = masks.weights()[first / length][head][firstOnly ? 0 : rank(position)];
        for (int other = 0; other < length; other++) {
            if (tokens[first + other]) {
                double[] value = linear(
                        p.get("Wqkv"), p.get("bqkv"), slice(x, first + other), 2 * width + head * headWidth, headWidth);
                double weight = exponentials[other] / total * mask[rank(first + other)];
                for (int i = 0; i < headWidth; i++) {
                    mixed[i] += weight * value[i];
                }
            }
        }
        return mixed;
    }

    /** Returns the number of tokens before a position within its sequence. */
    int rank(int position) {
        int rank = 0;
        for (int before = position / length * length; before < position; before++) {
            rank += tokens[before] ? 1 : 0;
        }
        return rank;
    }

    private double[] slice(double[] x, int position) {
        double[] row = new double[width];
        System.arraycopy(x, position * width, row, 0, width);
        return row;
    }

    /** Returns a range of outputs of a dense layer with weights {@code [out, in]}. */
    private static double[] linear(double[] weights, double[] bias, double[] x, int first, int count) {
        double[] y = new double[count];
        for (int o = 0; o < count; o++) {
            y[o] = bias[first + o];
            for (int i = 0; i < x.length; i++) {
                y[o] += weights[(first + o) * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double[] norm(double[] x, double[] gamma, double[] beta) {
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        double variance = 0;
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5) * gamma[i] + beta[i];
        }
        return y;
    }
}
