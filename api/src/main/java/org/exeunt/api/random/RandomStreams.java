package org.exeunt.api.random;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Derives independent random streams from one seed. Equal arguments return equal streams on every machine.
 *
 * <p>Immutable and safe for use by multiple threads; each returned generator is for one thread.
 *
 * @param seed seed of the run
 */
public record RandomStreams(long seed) {
    private static final String ALGORITHM = "L64X128MixRandom";
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /**
     * Returns a new generator for a purpose.
     *
     * @param purpose use of the numbers, such as {@code "sampling"}; streams of different purposes are independent
     * @param keys further identification of the stream, such as round and client; order matters
     */
    public RandomGenerator stream(String purpose, long... keys) {
        return RandomGeneratorFactory.of(ALGORITHM).create(derivedSeed(purpose, keys));
    }

    /**
     * Returns streams for a part of the run that are independent of all other streams of the run.
     *
     * @param purpose use of the streams
     * @param keys further identification, such as round and client; order matters
     */
    public RandomStreams derive(String purpose, long... keys) {
        return new RandomStreams(derivedSeed(purpose, keys));
    }

    private long derivedSeed(String purpose, long[] keys) {
        long state = mix(seed + GOLDEN);
        for (int i = 0; i < purpose.length(); i++) {
            state = mix(state ^ purpose.charAt(i)) + GOLDEN;
        }
        state = mix(state ^ 0xFFFF_FFFFL);
        for (long key : keys) {
            state = mix(state ^ mix(key + GOLDEN)) + GOLDEN;
        }
        return mix(state);
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
