package org.exeunt.dl4j;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;

/**
 * Token sequences for tests: the class token 1, then tokens from 2, then padding. Labels cycle through the classes.
 * Every second token is drawn from a part of the vocabulary that is specific to the class, so that classes can be
 * learned.
 */
record Tokens(float[][] sequences, int classes) implements Examples {
    static final int CLASS_TOKEN = 1;

    /** Draws sequences of 2 to {@code length} tokens. */
    static Tokens draw(int count, int length, int vocabulary, int classes, RandomGenerator random) {
        float[][] sequences = new float[count][length];
        int words = (vocabulary - 2) / classes;
        for (int i = 0; i < count; i++) {
            sequences[i][0] = CLASS_TOKEN;
            int tokens = 2 + random.nextInt(length - 1);
            for (int t = 1; t < tokens; t++) {
                boolean classSpecific = t % 2 == 1;
                int first = 2 + (classSpecific ? i % classes * words : 0);
                sequences[i][t] = first + random.nextInt(classSpecific ? words : vocabulary - 2);
            }
        }
        return new Tokens(sequences, classes);
    }

    /** Returns the same sequences with padding up to another length. */
    Tokens padded(int length) {
        float[][] longer = new float[size()][];
        Arrays.setAll(longer, i -> Arrays.copyOf(sequences[i], length));
        return new Tokens(longer, classes);
    }

    @Override
    public int size() {
        return sequences.length;
    }

    @Override
    public int label(int index) {
        return index % classes;
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        System.arraycopy(sequences[index], 0, target, offset, sequences[index].length);
    }
}
