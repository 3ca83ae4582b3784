package org.exeunt.dl4j.layers.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * The packing of some sequences of a batch without their padding: which rows of {@code [batch * length, width]} are
 * tokens, and their positions in a packed matrix.
 *
 * <p>Padding is removed instead of masked: it is not computed and cannot change any bit of other rows. A row of padding
 * has negative zeros, which a layer norm never returns, so that activations identify their padding; other layers read
 * it as zeros. The first position of a sequence, the class token, is never padding.
 *
 * @param length positions of a sequence in the batch
 * @param firstSequence index of the first sequence
 * @param starts the first packed row of every sequence, followed by the number of packed rows
 * @param batchRows the row in the batch of every packed row
 */
record Packing(int length, int firstSequence, int[] starts, int[] batchRows) {
    /** The value in rows of padding. */
    static final float PADDING = -0.0f;

    /** The bits of {@link #PADDING}, which equals 0 as a number. */
    static final int PADDING_BITS = Float.floatToRawIntBits(PADDING);

    /**
     * Divides a batch into groups of consecutive sequences and returns their packings.
     *
     * @param x activations {@code [batch * length, width]}
     * @param largest maximum number of packed rows per group, unless a single sequence has more
     */
    static List<Packing> of(Matrix x, int length, int largest) {
        int[] row = new int[x.columns()];
        int[] padding = new int[row.length];
        Arrays.fill(padding, PADDING_BITS);
        int[] starts = new int[x.rows() / length + 1];
        int[] batchRows = new int[x.rows()];
        List<Packing> groups = new ArrayList<>();
        int first = 0;
        int sequences = 0;
        int packed = 0;
        for (int sequence = 0; sequence < x.rows() / length; sequence++) {
            int before = packed;
            for (int batchRow = sequence * length; batchRow < (sequence + 1) * length; batchRow++) {
                if (batchRow == sequence * length || !isPadding(x, batchRow, row, padding)) {
                    batchRows[packed++] = batchRow;
                }
            }
            if (sequences > 0 && packed > largest) {
                groups.add(group(length, first, starts, sequences, batchRows, before));
                System.arraycopy(batchRows, before, batchRows, 0, packed - before);
                packed -= before;
                first = sequence;
                sequences = 0;
            }
            starts[++sequences] = packed;
        }
        groups.add(group(length, first, starts, sequences, batchRows, packed));
        return groups;
    }

    private static Packing group(int length, int first, int[] starts, int sequences, int[] batchRows, int rows) {
        return new Packing(length, first, Arrays.copyOf(starts, sequences + 1), Arrays.copyOf(batchRows, rows));
    }

    private static boolean isPadding(Matrix x, int batchRow, int[] row, int[] padding) {
        x.getBits(batchRow * row.length, row, 1);
        if (row[0] != PADDING_BITS) {
            return false;
        }
        x.getBits(batchRow * row.length, row, row.length);
        return Arrays.equals(row, padding);
    }

    /** Returns the packing of the same sequences with all rows but the first of each as padding. */
    Packing firsts() {
        int[] firstStarts = IntStream.rangeClosed(0, sequences()).toArray();
        int[] firstRows = IntStream.range(0, sequences())
                .map(sequence -> (firstSequence + sequence) * length)
                .toArray();
        return new Packing(length, firstSequence, firstStarts, firstRows);
    }

    /** Returns the number of sequences. */
    int sequences() {
        return starts.length - 1;
    }

    /** Returns the number of packed rows. */
    int rows() {
        return batchRows.length;
    }

    /** Returns the first packed row of a sequence. */
    int start(int sequence) {
        return starts[sequence];
    }

    /** Returns the number of tokens of a sequence, at least 1. */
    int tokens(int sequence) {
        return starts[sequence + 1] - starts[sequence];
    }

    /** Returns whether there is no padding, so that packed rows equal the rows of the batch. */
    boolean isWhole() {
        return batchRows.length == sequences() * length;
    }

    /** Returns the rows of these sequences in a batch, including padding. */
    Matrix of(Matrix batch) {
        return batch.rows(firstSequence * length, sequences() * length);
    }

    /** Copies the rows of tokens to a packed matrix. */
    void pack(Matrix batch, Matrix packed) {
        forEachRun((row, batchRow, count) -> packed.copyRows(row, batch, batchRow, count));
    }

    /** Copies packed rows to the batch and fills rows of padding. */
    void unpack(Matrix packed, Matrix batch, float padding) {
        of(batch).fill(padding);
        forEachRun((row, batchRow, count) -> batch.copyRows(batchRow, packed, row, count));
    }

    private interface Run {
        void copy(int row, int batchRow, int count);
    }

    /** Visits runs of rows that are adjacent in both the batch and the packed matrix. */
    private void forEachRun(Run run) {
        int from = 0;
        for (int row = 1; row <= batchRows.length; row++) {
            if (row == batchRows.length || batchRows[row] != batchRows[row - 1] + 1) {
                run.copy(from, batchRows[from], row - from);
                from = row;
            }
        }
    }

    /** Adds one row to the first packed row of every sequence. */
    void addFirsts(Matrix addends, Matrix packed) {
        float[] row = new float[packed.columns()];
        float[] addend = new float[row.length];
        for (int sequence = 0; sequence < sequences(); sequence++) {
            packed.get(starts[sequence] * row.length, row, row.length);
            addends.get(sequence * row.length, addend, row.length);
            VectorLoops.add(row, addend, row.length);
            packed.put(starts[sequence] * row.length, row, row.length);
        }
    }
}
