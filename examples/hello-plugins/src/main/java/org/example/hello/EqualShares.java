package org.example.hello;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;

/** Shuffles all examples and assigns the same number of them to every client. */
public record EqualShares(Options options) implements Partitioner {
    public record Options(
            @Option(value = "Number of clients", min = 1, defaultValue = "10") int clients,
            @Option(
                    value = "Fraction of a client's examples that it is tested on",
                    min = 0, below = 1, defaultValue = "0.2")
                    double testFraction) {}


    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        int[] order = shuffled(dataset.all().size(), random);
        int share = order.length / options.clients();
        int train = share - (int) (share * options.testFraction());
        if (train == 0) {
            throw new ExeuntException(
                    ErrorCategory.CONFIG.code("hello", 1),
                    "partition.clients = %d: only %d examples exist".formatted(options.clients(), order.length));
        }
        List<Partition.ClientShare> shares = new ArrayList<>();
        for (int client = 0; client < options.clients(); client++) {
            int first = client * share;
            shares.add(Partition.ClientShare.of(
                    Arrays.copyOfRange(order, first, first + train),
                    Arrays.copyOfRange(order, first + train, first + share)));
        }
        return Partition.of(shares);
    }

    private static int[] shuffled(int size, RandomGenerator random) {
        int[] order = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return order;
    }
}
