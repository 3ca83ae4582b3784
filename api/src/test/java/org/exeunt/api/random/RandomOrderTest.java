package org.exeunt.api.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomOrderTest {
    private static final RandomStreams STREAMS = new RandomStreams(1);

    /** A failure means that all results of earlier versions change. */
    @Test
    void staysAsItWasReleased() {
        int[] values = IntStream.range(0, 8).toArray();
        RandomOrder.shuffle(values, STREAMS.stream("batches"));
        assertThat(values).containsExactly(2, 4, 1, 6, 0, 7, 5, 3);
        assertThat(RandomOrder.draw(4, 8, STREAMS.stream("batches"))).containsExactly(3, 6, 5, 0);
    }

    @Test
    void drawsTheStartOfAShuffledOrder() {
        for (int count = 0; count <= 20; count++) {
            RandomGenerator random = STREAMS.stream("sample", count);
            int[] order = IntStream.range(0, 20).toArray();
            for (int i = 0; i < count; i++) {
                int chosen = i + random.nextInt(order.length - i);
                int value = order[chosen];
                order[chosen] = order[i];
                order[i] = value;
            }
            assertThat(RandomOrder.draw(count, 20, STREAMS.stream("sample", count)))
                    .isEqualTo(Arrays.copyOf(order, count));
        }
    }

    @Test
    void allOrdersAreEquallyFrequent() {
        RandomGenerator random = STREAMS.stream("batches");
        Map<String, Integer> times = new HashMap<>();
        for (int i = 0; i < 6000; i++) {
            int[] values = {0, 1, 2};
            RandomOrder.shuffle(values, random);
            times.merge(Arrays.toString(values), 1, Integer::sum);
        }
        assertThat(times.values()).hasSize(6).allSatisfy(count -> assertThat(count)
                .isBetween(900, 1100));
    }

    @Test
    void shortArraysTakeNoDraw() {
        RandomGenerator random = STREAMS.stream("batches");
        RandomOrder.shuffle(new int[0], random);
        RandomOrder.shuffle(new int[1], random);
        assertThat(random.nextLong()).isEqualTo(STREAMS.stream("batches").nextLong());
    }
}
