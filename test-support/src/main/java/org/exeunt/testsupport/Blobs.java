package org.exeunt.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.random.RandomStreams;

/** Synthetic data for tests: three classes of vectors of length 4 around one mean per class. */
public final class Blobs {
    private static final int CLASSES = 3;
    private static final int WIDTH = 4;

    private Blobs() {}

    /** Returns a source of {@code size} training examples. */
    public static DatasetSource source(int size) {
        return streams -> dataset(size, streams);
    }

    private static Dataset dataset(int size, RandomStreams streams) {
        RandomGenerator random = streams.stream("blobs");
        float[][] values = new float[size][WIDTH];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < WIDTH; j++) {
                values[i][j] = (float) (random.nextGaussian() * 0.5 + (i % CLASSES == j ? 1 : 0));
            }
        }
        return Dataset.of(
                "blobs",
                InputShape.vector(WIDTH),
                List.of("a", "b", "c"),
                Examples.of(
                        values, IntStream.range(0, size).map(i -> i % CLASSES).toArray()),
                Examples.of(new float[0][], new int[0]),
                List.of(new Dataset.File("blobs", size, "0".repeat(64))));
    }

    /** Returns a partitioner that assigns 6 + i training and 5 test examples to client i. */
    public static Partitioner growing(int clients) {
        return (dataset, random) -> {
            List<Partition.ClientShare> shares = new ArrayList<>();
            int next = 0;
            for (int i = 0; i < clients; i++) {
                shares.add(Partition.ClientShare.of(range(next, 6 + i), range(next + 6 + i, 5)));
                next += 11 + i;
            }
            return Partition.of(shares);
        };
    }

    /** Returns {@code count} consecutive indices. */
    public static int[] range(int from, int count) {
        return IntStream.range(from, from + count).toArray();
    }
}
