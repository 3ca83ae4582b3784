package org.exeunt.strategies;

import java.util.List;

/** The same stretch of several vectors, moved from their beginning to their end. */
final class VectorChunk {
    /** Values of each vector at a time: enough for products to be fast, and little beside a cohort's models. */
    private static final int LENGTH = 8192;

    private final List<ParameterVector> vectors;
    private final float[][] values;
    private final int end;
    private int start;
    private int count;

    /** Stands before the beginning of vectors of one length. */
    VectorChunk(List<ParameterVector> vectors) {
        this.vectors = vectors;
        this.end = vectors.get(0).size();
        this.values = new float[vectors.size()][length()];
        for (ParameterVector vector : vectors) {
            if (vector.size() != end) {
                throw new IllegalArgumentException(
                        "vectors of %d and %d values; expected one length".formatted(end, vector.size()));
            }
        }
    }

    /** Moves on; tells whether there was anything left. */
    boolean next() {
        start += count;
        count = Math.min(LENGTH, end - start);
        for (int i = 0; i < values.length && count > 0; i++) {
            vectors.get(i).read(start, values[i], count);
        }
        return count > 0;
    }

    /** Returns how many values of each vector are seen. */
    int count() {
        return count;
    }

    /** Returns how many values of each vector are seen at most. */
    int length() {
        return Math.min(LENGTH, end);
    }

    /** Returns what is seen of each vector, valid until the next move. */
    float[][] values() {
        return values;
    }
}
