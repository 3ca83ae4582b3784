package org.exeunt.strategies;

import java.util.List;

/**
 * A chunk of several vectors of the same length, at the same position in each, that moves from their start to their
 * end.
 */
final class VectorChunk {
    /** Number of values per chunk: large enough for fast products, small compared with the models of a cohort. */
    private static final int LENGTH = 8192;

    private final List<ParameterVector> vectors;
    private final float[][] values;
    private final int end;
    private int start;
    private int count;

    /**
     * Creates a chunk before the start of the vectors; call {@link #next} to read the first values.
     *
     * @throws IllegalArgumentException if the vectors have different lengths
     */
    VectorChunk(List<ParameterVector> vectors) {
        this.vectors = vectors;
        this.end = vectors.get(0).size();
        this.values = new float[vectors.size()][length()];
        for (ParameterVector vector : vectors) {
            if (vector.size() != end) {
                throw new IllegalArgumentException(
                        "vectors have %d and %d values; expected the same length".formatted(end, vector.size()));
            }
        }
    }

    /** Moves to the next chunk; returns false at the end of the vectors. */
    boolean next() {
        start += count;
        count = Math.min(LENGTH, end - start);
        for (int i = 0; i < values.length && count > 0; i++) {
            vectors.get(i).read(start, values[i], count);
        }
        return count > 0;
    }

    /** Returns the number of values in the current chunk of each vector. */
    int count() {
        return count;
    }

    /** Returns the largest number of values in a chunk. */
    int length() {
        return Math.min(LENGTH, end);
    }

    /** Returns the values {@code [vectors, values]} of the current chunk, valid until {@link #next} is called. */
    float[][] values() {
        return values;
    }
}
