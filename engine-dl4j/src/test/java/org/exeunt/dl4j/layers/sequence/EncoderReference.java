package org.exeunt.dl4j.layers.sequence;

import java.util.Map;

/**
 * An encoder block in double precision, written for clarity: what the fast one is compared with. Arrays are row-major; padding is masked, not left
 * out. What is dropped is given, as a factor of every value.
 */
final class EncoderReference {
    final int sequences;
    final int length;
    final int width;
    final int heads;
    final int hidden;
    final boolean firstAlone;
    /** Whether a position of the batch holds a token. */
    final boolean[] tokens;

    Masks masks;

    /**
     * Factors of values, 0 where they are dropped.
     *
     * @param weights by sequence, head, token that asks, token that is asked
     * @param attention by token that asks, column
     * @param hidden by token that asks, column
     * @param result by token that asks, column
     */
    record Masks(double[][][][] weights, double[][] attention, double[][] hidden, double[][] result) {}

    EncoderReference(
            int sequences, int length, int width, int heads, int hidden, boolean firstAlone, boolean[] tokens) {
        this.sequences = sequences;
        this.length = length;
        this.width = width;
        this.heads = heads;
        this.hidden = hidden;
        this.firstAlone = firstAlone;
        this.tokens = tokens;
    }

    /** Returns whether a position has an output of its own. */
    boolean asks(int position) {
        return firstAlone ? position % length == 0 : tokens[position];
    }

    /** Returns the output, zero for what is padding or not computed. */
    double[] forward(Map<String, double[]> parameters, double[] x) {
        double[] y = new double[sequences * length * width];
        int asking = 0;
        for (int position = 0; position < sequences * length; position++) {
            if (asks(position)) {
                double[] row = row(parameters, x, position, asking++);
                System.arraycopy(row, 0, y, position * width, width);
            }
        }
        return y;
    }

    /** Returns the output of one position; masks count the positions that ask, and the tokens of a sequence. */
    private double[] row(Map<String, double[]> p, double[] x, int position, int asking) {
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
            middle[c] = own[c] + masks.attention()[asking][c] * attended[c];
        }
        middle = norm(middle, p.get("gamma1"), p.get("beta1"));
        double[] expanded = linear(p.get("W1"), p.get("b1"), middle, 0, hidden);
        for (int i = 0; i < hidden; i++) {
            expanded[i] = masks.hidden()[asking][i] * Math.max(0, expanded[i]);
        }
        double[] contracted = linear(p.get("W2"), p.get("b2"), expanded, 0, width);
        double[] sum = new double[width];
        for (int c = 0; c < width; c++) {
            sum[c] = middle[c] + masks.result()[asking][c] * contracted[c];
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
        double[] mask = masks.weights()[first / length][head][firstAlone ? 0 : rank(position)];
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

    /** Returns the number of tokens before a position in its sequence. */
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

    /** Returns some outputs of a dense layer, weights {@code [out, in]}. */
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
