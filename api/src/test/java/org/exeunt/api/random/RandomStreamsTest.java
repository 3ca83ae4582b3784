package org.exeunt.api.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
    private static final RandomStreams STREAMS = new RandomStreams(7);

    @Test
    void equalArgumentsReturnEqualStreams() {
        RandomGenerator one = STREAMS.stream("sampling", 3);
        RandomGenerator other = new RandomStreams(7).stream("sampling", 3);
        for (int i = 0; i < 20; i++) {
            assertThat(one.nextLong()).isEqualTo(other.nextLong());
        }
    }

    @Test
    void returnsANewStreamEachTime() {
        RandomGenerator one = STREAMS.stream("sampling");
        one.nextLong();
        assertThat(STREAMS.stream("sampling").nextLong()).isNotEqualTo(one.nextLong());
    }

    /** A failure means that all results of earlier versions change. */
    @Test
    void staysAsItWasReleased() {
        assertThat(new RandomStreams(1).stream("init").nextLong()).isEqualTo(-1142706725178565891L);
        assertThat(new RandomStreams(1).derive("client", 2, 3).stream("batches").nextLong())
                .isEqualTo(-3254082610067700978L);
    }

    /** Compares with the module {@code jdk.random}, which a JDK has. */
    @Test
    void numbersAreThoseOfJavasGenerator() {
        for (long seed = -500; seed < 500; seed++) {
            long scattered = seed * seed * seed * 0x9E3779B97F4A7C15L;
            RandomGenerator ours = new RandomStreams.L64X128Mix(scattered);
            RandomGenerator javas =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(scattered);
            for (int i = 0; i < 50; i++) {
                assertThat(ours.nextLong()).as("seed %d", scattered).isEqualTo(javas.nextLong());
                assertThat(ours.nextInt()).isEqualTo(javas.nextInt());
                assertThat(ours.nextInt(i + 1)).isEqualTo(javas.nextInt(i + 1));
                assertThat(ours.nextLong(-i, 1L << i)).isEqualTo(javas.nextLong(-i, 1L << i));
                assertThat(ours.nextDouble()).isEqualTo(javas.nextDouble());
                assertThat(ours.nextFloat()).isEqualTo(javas.nextFloat());
                assertThat(ours.nextBoolean()).isEqualTo(javas.nextBoolean());
                assertThat(ours.nextGaussian()).isEqualTo(javas.nextGaussian());
                assertThat(ours.nextExponential()).isEqualTo(javas.nextExponential());
            }
            assertThat(ours.doubles(3)).containsExactly(javas.doubles(3).boxed().toArray(Double[]::new));
        }
    }

    @Test
    void distinguishesSeedsPurposesAndKeys() {
        Set<Long> seen = new HashSet<>();
        int streams = 0;
        for (long seed = -2; seed <= 2; seed++) {
            RandomStreams root = new RandomStreams(seed);
            for (String purpose : new String[] {"", "a", "b", "ab", "ba", "init"}) {
                seen.add(root.stream(purpose).nextLong());
                streams++;
                for (long key = -2; key <= 2; key++) {
                    seen.add(root.stream(purpose, key).nextLong());
                    seen.add(root.stream(purpose, key, 0).nextLong());
                    seen.add(root.stream(purpose, 0, key + 10).nextLong());
                    seen.add(root.derive(purpose, key).stream("x").nextLong());
                    streams += 4;
                }
            }
        }
        assertThat(seen).hasSize(streams);
    }

    @Test
    void doesNotConfuseAPurposeWithAKey() {
        assertThat(STREAMS.stream("a", 'b').nextLong())
                .isNotEqualTo(STREAMS.stream("ab").nextLong());
    }

    @Test
    void derivesStreamsThatDifferFromTheRoots() {
        assertThat(STREAMS.derive("client", 1).stream("batches").nextLong())
                .isNotEqualTo(STREAMS.stream("batches").nextLong());
        assertThat(STREAMS.derive("client", 1)).isEqualTo(new RandomStreams(7).derive("client", 1));
    }
}
