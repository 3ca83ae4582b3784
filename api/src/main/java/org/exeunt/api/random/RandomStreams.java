package org.exeunt.api.random;

import java.util.random.RandomGenerator;

/**
 * Derives independent random streams from one seed. Equal arguments return equal streams on every machine.
 *
 * <p>Immutable and safe for use by multiple threads; each returned generator is for one thread.
 *
 * @param seed seed of the run
 */
public record RandomStreams(long seed) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /**
     * Returns a new generator for a purpose.
     *
     * @param purpose use of the numbers, such as {@code "sampling"}; streams of different purposes are independent
     * @param keys further identification of the stream, such as round and client; order matters
     */
    public RandomGenerator stream(String purpose, long... keys) {
        return new L64X128Mix(derivedSeed(purpose, keys));
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

    /**
     * The generator {@code L64X128MixRandom} of Java (Steele, Vigna, OOPSLA 2021), number by number. Java's own is in
     * the module {@code jdk.random}, which distributed JREs before Java 23 lack.
     */
    static final class L64X128Mix implements RandomGenerator {
        private static final long MULTIPLIER = 0xD1342543DE82EF95L;

        private final long increment;
        private long state = 1;
        private long x0;
        private long x1;

        L64X128Mix(long seed) {
            long start = seed ^ 0x6A09E667F3BCC909L;
            increment = scramble(start, 33, 0xFF51AFD7ED558CCDL, 0xC4CEB9FE1A85EC53L) | 1;
            // not both zero: mix is a bijection
            x0 = mix(start);
            x1 = mix(start + GOLDEN);
        }

        @Override
        public long nextLong() {
            long result = scramble(state + x0, 32, 0xDABA0B6EB09322E3L, 0xDABA0B6EB09322E3L);
            state = MULTIPLIER * state + increment;
            long mixed = x1 ^ x0;
            x0 = Long.rotateLeft(x0, 24) ^ mixed ^ (mixed << 16);
            x1 = Long.rotateLeft(mixed, 37);
            return result;
        }

        private static long scramble(long z, int shift, long first, long second) {
            long once = (z ^ (z >>> shift)) * first;
            long twice = (once ^ (once >>> shift)) * second;
            return twice ^ (twice >>> shift);
        }
    }
}
