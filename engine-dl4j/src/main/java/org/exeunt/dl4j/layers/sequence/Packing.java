package org.exeunt.dl4j.layers.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * Some sequences of a batch without their padding: which rows of {@code [batch * length, width]} hold tokens, and where those lie one after the
 * other.
 *
 * <p>Padding is left out rather than masked: nothing is computed for it, and it cannot change a bit of the rest. A row of padding holds negative
 * zeros, which no layer norm gives, so that activations tell their padding wherever they are sent; to any other reader it is zeros. The first
 * position of a sequence, the class token, is never padding.
 */
final class Packing {
    /** What rows of padding hold. */
    static final float PADDING = -0.0f;

    private static final int PADDING_BITS = Float.floatToRawIntBits(PADDING);

    private final int length;
    private final int firstSequence;
    /** First packed row of every sequence, and last the number of packed rows. */
    private final int[] starts;
    /** Of every packed row, its place in the batch. */
    private final int[] places;

    private Packing(int length, int firstSequence, int[] starts, int[] places) {
        this.length = length;
        this.firstSequence = firstSequence;
        this.starts = starts;
        this.places = places;
    }

    /**
     * Returns the packings of groups of consecutive sequences that are together the batch.
     *
     * @param x activations {@code [batch * length, width]}
     * @param largest rows a group should not exceed unless one sequence does
     */
    static List<Packing> of(Matrix x, int length, int largest) {
        int[] row = new int[x.columns()];
        int[] padding = new int[row.length];
        Arrays.fill(padding, PADDING_BITS);
        int[] starts = new int[x.rows() / length + 1];
        int[] places = new int[x.rows()];
        List<Packing> groups = new ArrayList<>();
        int first = 0;
        int sequences = 0;
        int packed = 0;
        for (int sequence = 0; sequence < x.rows() / length; sequence++) {
            int before = packed;
            for (int place = sequence * length; place < (sequence + 1) * length; place++) {
                if (place == sequence * length || !isPadding(x, place, row, padding)) {
                    places[packed++] = place;
                }
            }
            if (sequences > 0 && packed > largest) {
                groups.add(group(length, first, starts, sequences, places, before));
                System.arraycopy(places, before, places, 0, packed - before);
                packed -= before;
                first = sequence;
                sequences = 0;
            }
            starts[++sequences] = packed;
        }
        groups.add(group(length, first, starts, sequences, places, packed));
        return groups;
    }

    private static Packing group(int length, int first, int[] starts, int sequences, int[] places, int rows) {
        return new Packing(length, first, Arrays.copyOf(starts, sequences + 1), Arrays.copyOf(places, rows));
    }

    private static boolean isPadding(Matrix x, int place, int[] row, int[] padding) {
        x.getBits(place * row.length, row, 1);
        if (row[0] != PADDING_BITS) {
            return false;
        }
        x.getBits(place * row.length, row, row.length);
        return Arrays.equals(row, padding);
    }

    /** Returns the number of sequences. */
    int sequences() {
        return starts.length - 1;
    }

    /** Returns the number of packed rows. */
    int rows() {
        return places.length;
    }

    /** Returns the first packed row of a sequence. */
    int start(int sequence) {
        return starts[sequence];
    }

    /** Returns the number of tokens of a sequence, at least 1. */
    int tokens(int sequence) {
        return starts[sequence + 1] - starts[sequence];
    }

    /** Returns whether there is no padding, so that packed rows lie as they do in the batch. */
    boolean isWhole() {
        return places.length == sequences() * length;
    }

    /** Returns these sequences' rows of a batch, padding included. */
    Matrix of(Matrix batch) {
        return batch.rows(firstSequence * length, sequences() * length);
    }

    /** Copies the rows that hold tokens. */
    void pack(Matrix batch, Matrix packed) {
        forEachRun((row, place, count) -> packed.copyRows(row, batch, place, count));
    }

    /** Copies packed rows to their places and fills those of padding. */
    void unpack(Matrix packed, Matrix batch, float padding) {
        of(batch).fill(padding);
        forEachRun((row, place, count) -> batch.copyRows(place, packed, row, count));
    }

    private interface Run {
        void copy(int row, int place, int count);
    }

    /** Rows that lie beside each other in both are copied at once. */
    private void forEachRun(Run run) {
        int from = 0;
        for (int row = 1; row <= places.length; row++) {
            if (row == places.length || places[row] != places[row - 1] + 1) {
                run.copy(from, places[from], row - from);
                from = row;
            }
        }
    }

    /** Copies the first row of every sequence from its place. */
    void packFirsts(Matrix batch, Matrix firsts) {
        for (int sequence = 0; sequence < sequences(); sequence++) {
            firsts.copyRows(sequence, batch, (firstSequence + sequence) * length, 1);
        }
    }

    /** Copies first rows of sequences to their places and fills all others of these sequences. */
    void unpackFirsts(Matrix firsts, Matrix batch, float padding) {
        of(batch).fill(padding);
        for (int sequence = 0; sequence < sequences(); sequence++) {
            batch.copyRows((firstSequence + sequence) * length, firsts, sequence, 1);
        }
    }

    /** Adds to the first row of every sequence. */
    void addFirsts(Matrix addends, Matrix packed) {
        float[] row = new float[packed.columns()];
        float[] addend = new float[row.length];
        for (int sequence = 0; sequence < sequences(); sequence++) {
            packed.get(starts[sequence] * row.length, row, row.length);
            addends.get(sequence * row.length, addend, row.length);
            for (int i = 0; i < row.length; i++) {
                row[i] += addend[i];
            }
            packed.put(starts[sequence] * row.length, row, row.length);
        }
    }
}
