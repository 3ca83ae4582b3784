package org.exeunt.datasets.text;

import java.util.Arrays;
import org.exeunt.api.data.Examples;

/**
 * Sequences of token indices, padded when copied.
 *
 * @param labels class of each sequence
 * @param tokens token indices of each sequence, at most {@code length}
 * @param length length of a padded sequence
 */
public record Sequences(int[] labels, int[][] tokens, int length) implements Examples {
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
