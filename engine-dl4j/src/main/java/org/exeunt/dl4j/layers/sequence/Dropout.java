package org.exeunt.dl4j.layers.sequence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * Sets a share of values to zero. Whether a value is dropped is a hash of a key and its place, so a backward pass drops the same ones again and
 * no mask is stored. For one thread.
 *
 * <p>The hash is two rounds of multiply and shift on 32 bits (C. Wellons's lowbias32); its two halves decide on one value each, so
 * probabilities are multiples of 1/65536.
 */
final class Dropout {
    private static final int STEPS = 1 << 16;
    private static final int TILE = 8192;

    private final int kept;
    private int[] bits;
    private int[] hashes = {};
    /** The same memory twice: bulk copies turn a tile into its bits and back, which the compiler does not vectorise. */
    private FloatBuffer floats;

    private IntBuffer words;

    /** Drops with the given probability, at least 0 and below 1. */
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

    /** Returns the factor that keeps a value's expectation if it is applied to those that are kept. */
    float scale() {
        return (float) STEPS / kept;
    }

    /** Returns what is dropped in inference: nothing. */
    Draw none() {
        return new Draw(false, 0);
    }

    /** Returns what is dropped in one forward pass. */
    Draw draw(int key) {
        return new Draw(kept < STEPS, key);
    }

    /** One decision of what is dropped. */
    final class Draw {
        private final boolean on;
        private final int key;

        private Draw(boolean on, int key) {
            this.on = on;
            this.key = key;
        }

        /** Returns whether anything may be dropped. */
        boolean isOn() {
            return on;
        }

        /** Returns the factor of what is kept, which this class leaves to those who have a product to fold it into. */
        float scale() {
            return on ? Dropout.this.scale() : 1;
        }

        /** Returns the decision for one of several arrays. */
        Draw of(int array) {
            return new Draw(on, hash(hash(key) + array));
        }

        /**
         * Copies values, but for those dropped, which become zero.
         *
         * @param target may be {@code source}
         * @param place of the first value in its array
         */
        void apply(Matrix source, Matrix target, int place) {
            for (int from = 0; from < source.size(); from += TILE) {
                int count = Math.min(TILE, source.size() - from);
                source.getBits(from, bits, count);
                clear(bits, count, place + from);
                target.putBits(from, bits, count);
            }
        }

        /**
         * Sets values that are dropped to zero.
         *
         * @param place of the first value in its array; the same stretches must be asked for in a backward pass
         */
        void clear(float[] values, int count, int place) {
            if (on) {
                if (floats.capacity() < count) {
                    reserve(count);
                }
                floats.put(0, values, 0, count);
                words.get(0, bits, 0, count);
                clear(bits, count, place);
                words.put(0, bits, 0, count);
                floats.get(0, values, 0, count);
            }
        }

        /**
         * Clears the bits of values that are dropped.
         *
         * @param values one longer than {@code count} if that is odd
         * @param place of the first value in its array; the same stretches must be asked for in a backward pass
         */
        void clear(int[] values, int count, int place) {
            if (on) {
                clearHalves(values, (count + 1) / 2, key + place);
            }
        }
    }

    /** In loops that each write one array at one place, which the compiler vectorises. */
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
            // the sign bit of a difference, spread over the word, is a mask
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
        int x = value;
        x ^= x >>> 16;
        x *= 0x7feb352d;
        x ^= x >>> 15;
        x *= 0x846ca68b;
        return x ^ x >>> 16;
    }
}
