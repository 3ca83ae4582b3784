package org.exeunt.dl4j.layers.sequence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * Sets a fraction of values to zero. A hash of a key and the position determines whether a value is dropped, so a
 * backward pass drops the same values and no mask is stored. For one thread.
 *
 * <p>The hash has two rounds of multiply and shift on 32 bits (C. Wellons's lowbias32). Each half of the hash decides
 * on one value, so probabilities are multiples of 1/65536.
 */
final class Dropout {
    private static final int STEPS = 1 << 16;
    private static final int TILE = 8192;

    private final int kept;
    private int[] bits;
    private int[] hashes = {};
    /**
     * Two views of the same memory: bulk copies convert a tile into its bits and back, because the compiler does not
     * vectorise that conversion.
     */
    private FloatBuffer floats;

    private IntBuffer words;

    /** Creates dropout with the given probability, at least 0 and below 1. */
    Dropout(double rate) {
        this.kept = (int) Math.round((1 - rate) * STEPS);
        reserve(TILE);
    }

    private void reserve(int tile) {
        bits = new int[tile + 1];
        ByteBuffer memory = ByteBuffer.allocateDirect(Float.BYTES * tile).order(ByteOrder.nativeOrder());
        floats = memory.asFloatBuffer();
        words = memory.asIntBuffer();
    }

    /** Returns the factor for kept values that preserves the expectation. */
    float scale() {
        return (float) STEPS / kept;
    }

    /** Returns the selection for inference, which drops nothing. */
    Draw none() {
        return new Draw(false, 0);
    }

    /** Returns the selection for one forward pass. */
    Draw draw(int key) {
        return new Draw(kept < STEPS, key);
    }

    /** A selection of the values to drop. */
    final class Draw {
        private final boolean on;
        private final int key;

        private Draw(boolean on, int key) {
            this.on = on;
            this.key = key;
        }

        /** Returns whether values may be dropped. */
        boolean drops() {
            return on;
        }

        /**
         * Returns the factor for kept values. This class does not apply it, so that callers can include it in a matrix
         * product.
         */
        float scale() {
            return on ? Dropout.this.scale() : 1;
        }

        /** Returns the selection for one of several arrays. */
        Draw of(int array) {
            return new Draw(on, hash(hash(key) + array));
        }

        /**
         * Copies values, with dropped values set to zero.
         *
         * @param target receives the values; may be {@code source}
         * @param position index of the first value in its array
         */
        void apply(Matrix source, Matrix target, int position) {
            for (int from = 0; from < source.size(); from += TILE) {
                int count = Math.min(TILE, source.size() - from);
                source.getBits(from, bits, count);
                clear(bits, count, position + from);
                target.putBits(from, bits, count);
            }
        }

        /**
         * Sets dropped values to zero.
         *
         * @param position index of the first value in its array; a backward pass must use the same ranges
         */
        void clear(float[] values, int count, int position) {
            if (on) {
                if (floats.capacity() < count) {
                    reserve(count);
                }
                floats.put(0, values, 0, count);
                words.get(0, bits, 0, count);
                clear(bits, count, position);
                words.put(0, bits, 0, count);
                floats.get(0, values, 0, count);
            }
        }

        /**
         * Clears the bits of dropped values.
         *
         * @param values values; its length must be {@code count + 1} if {@code count} is odd
         * @param position index of the first value in its array; a backward pass must use the same ranges
         */
        void clear(int[] values, int count, int position) {
            if (on) {
                clearHalves(values, (count + 1) / 2, key + position);
            }
        }
    }

    /** Clears both halves in loops that write one array at one index each, which the compiler vectorises. */
    private void clearHalves(int[] values, int half, int firstKey) {
        if (hashes.length < half) {
            hashes = new int[half];
        }
        hash(hashes, half, firstKey);
        clearByLowBits(values, hashes, half, kept);
        clearByHighBits(values, hashes, half, kept);
    }

    private static void hash(int[] hashes, int count, int firstKey) {
        for (int i = 0; i < count; i++) {
            int x = i + firstKey;
            x ^= x >>> 16;
            x *= 0x7feb352d;
            x ^= x >>> 15;
            x *= 0x846ca68b;
            hashes[i] = x ^ x >>> 16;
        }
    }

    private static void clearByLowBits(int[] values, int[] hashes, int count, int kept) {
        for (int i = 0; i < count; i++) {
            // the sign bit of the difference, extended to all bits, is the mask
            values[i] &= ((hashes[i] & 0xffff) - kept) >> 31;
        }
    }

    /** Clears the second {@code count} values. */
    private static void clearByHighBits(int[] values, int[] hashes, int count, int kept) {
        for (int i = 0; i < count; i++) {
            values[count + i] &= ((hashes[i] >>> 16) - kept) >> 31;
        }
    }

    private static int hash(int value) {
        int[] hash = new int[1];
        hash(hash, 1, value);
        return hash[0];
    }
}
