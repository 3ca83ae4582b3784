package org.exeunt.it.commands;

import java.util.Random;
import org.exeunt.api.data.Examples;

/**
 * Pictures of random bytes, scaled like those of the data set of shapes.
 *
 * @param bytes values from 0 to 255, {@code [pictures, 3, 32, 32]}
 */
record Pictures(float[] bytes) implements Examples {
    private static final int SIZE = 3 * 32 * 32;

    static Pictures random(int count) {
        float[] bytes = new float[count * SIZE];
        Random random = new Random(5);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(256);
        }
        return new Pictures(bytes);
    }

    @Override
    public int size() {
        return bytes.length / SIZE;
    }

    @Override
    public int label(int index) {
        return 0;
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        for (int i = 0; i < SIZE; i++) {
            target[offset + i] = (float) ((bytes[index * SIZE + i] / 255 - 0.5) / 0.5);
        }
    }
}
