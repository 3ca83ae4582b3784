package org.exeunt.dl4j.layers.sequence;

import java.util.Arrays;
import java.util.Map;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.layers.Doubles;
import org.exeunt.dl4j.layers.RunningLayer;

/**
 * A simple double-precision implementation of an encoder block, with which the fast layer is compared. Arrays are
 * row-major. Padding is masked, not removed. Dropout is defined by a factor for every value.
 */
public final class EncoderReference {
    public static final int HIDDEN = 11;

    private final int sequences;
    private final int length;
    private final int width;
    private final int heads;
    private final double dropRate;
    private final boolean firstOnly;
    /** Whether a position of the batch is a token. */
    private final boolean[] tokens;

    private final Masks masks;

    /**
     * Factors of values, 0 for dropped ones.
     *
     * @param weights by sequence, head, query token, key token
     * @param attention by query token, column
     * @param hidden by query token, column
     * @param result by query token, column
     */
    private record Masks(double[][][][] weights, double[][] attention, double[][] hidden, double[][] result) {}

    /** @param padding whether sequences have different lengths, and one a gap */
    public EncoderReference(
            int sequences, int length, int width, int heads, double dropRate, boolean firstOnly, boolean padding) {
        this.sequences = sequences;
        this.length = length;
        this.width = width;
        this.heads = heads;
        this.dropRate = dropRate;
        this.firstOnly = firstOnly;
        this.tokens = new boolean[sequences * length];
        for (int position = 0; position < tokens.length; position++) {
            int index = position % length;
            int sequence = position / length;
            tokens[position] =
                    !padding || index == 0 || index < length - 2 * sequence && !(sequence == 0 && index == 2);
        }
        this.masks = masks();
    }

    /** Returns normally distributed values, with negative zeros for padding. */
    public double[] input(RandomStreams streams) {
        double[] x = Doubles.normal(streams.stream("x"), tokens.length * width, 0, 1);
        Arrays.setAll(x, i -> tokens[i / width] ? x[i] : -0.0);
        return x;
    }

    /** Returns the dropout masks of the layer; the values of each of these small arrays are drawn in one range. */
    private Masks masks() {
        Dropout.Draw draw =
                new Dropout(dropRate).draw(RunningLayer.firstDrawn()).of(0);
        double[][][][] weights = new double[sequences][heads][][];
        int queries = 0;
        int at = 0;
        for (int s = 0; s < sequences; s++) {
            int keys = 0;
            int own = 0;
            for (int position = s * length; position < (s + 1) * length; position++) {
                keys += tokens[position] ? 1 : 0;
                own += isQuery(position) ? 1 : 0;
            }
            double[][] rows = mask(draw.of(0), heads * own, keys, at);
            for (int head = 0; head < heads; head++) {
                weights[s][head] = Arrays.copyOfRange(rows, head * own, (head + 1) * own);
            }
            at += heads * own * keys;
            queries += own;
        }
        return new Masks(
                weights,
                mask(draw.of(1), queries, width, 0),
                mask(draw.of(2), queries, HIDDEN, 0),
                mask(draw.of(3), queries, width, 0));
    }

    private static double[][] mask(Dropout.Draw draw, int rows, int columns, int index) {
        int[] ones = new int[rows * columns + 1];
        Arrays.fill(ones, 1);
        draw.clear(ones, rows * columns, index);
        double[][] mask = new double[rows][columns];
        for (int i = 0; i < rows * columns; i++) {
            mask[i / columns][i % columns] = ones[i] * (double) draw.scale();
        }
        return mask;
    }

    /**
     * Returns the output of an embedding of token ids, of which 0 is padding except at the start of a sequence. Dropout
     * is drawn one sequence at a time.
     */
    public static double[] embedding(double[] ids, int length, int width, double dropRate, double[] table) {
        Dropout.Draw draw = new Dropout(dropRate).draw(RunningLayer.firstDrawn());
        double[] y = new double[ids.length * width];
        for (int sequence = 0; sequence < ids.length / length; sequence++) {
            double[] factors = mask(draw, 1, length * width, sequence * length * width)[0];
            for (int i = 0; i < factors.length; i++) {
                int index = i / width;
                int column = i % width;
                int id = (int) ids[sequence * length + index];
                double angle = index / Math.pow(10_000, (column - column % 2) / (double) width);
                double position = column % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
                y[sequence * length * width + i] = id == 0 && index > 0
                        ? 0
                        : factors[i] * (Math.sqrt(width) * table[id * width + column] + position);
            }
        }
        return y;
    }

    /** Returns whether a position is a query and has an output. */
    private boolean isQuery(int position) {
        return firstOnly ? position % length == 0 : tokens[position];
    }

    /** Returns the output for parameters and the input x, with zeros for positions that are not computed. */
    public double[] forward(Map<String, double[]> parameters) {
        double[] x = parameters.get("x");
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
        double[] expanded = linear(p.get("W1"), p.get("b1"), middle, 0, HIDDEN);
        for (int i = 0; i < HIDDEN; i++) {
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
    private int rank(int position) {
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
