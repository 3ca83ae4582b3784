package org.exeunt.datasets.agnews;

import java.util.Arrays;
import org.exeunt.api.data.Examples;

/**
 * Sequences of token numbers, padded when copied.
 *
 * @param labels of each sequence
 * @param tokens of each sequence, at most {@code length}
 * @param length of every sequence as it is copied
 */
record Sequences(int[] labels, int[][] tokens, int length) implements Examples {
    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        int[] sequence = tokens[index];
        for (int i = 0; i < sequence.length; i++) {
            target[offset + i] = sequence[i];
        }
        Arrays.fill(target, offset + sequence.length, offset + length, Vocabulary.PADDING);
    }
}
