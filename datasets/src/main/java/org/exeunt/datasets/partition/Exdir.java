package org.exeunt.datasets.partition;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Draws the classes of each client, then distributes each class over its holders in proportions drawn from a Dirichlet
 * distribution.
 *
 * <p>Source: the "exdir" split of PFLlib, after Li and Lyu (arXiv 2311.03154). As there, classes are drawn again until
 * each has at least {@code max(1, floor(n q / C) div 2)} holders, and the last holder of a class gets its remaining
 * examples.
 *
 * @param classesPerClient number of classes of each client
 * @param alpha concentration of the parts of a class
 * @param clientSplit number of clients and split of their examples
 * @param minExamples minimum number of examples per client; draws below it are repeated
 */
public record Exdir(
        @Option(value = "Number of classes of each client", defaultValue = "2", min = 1, unit = "classes")
                int classesPerClient,
        @Option(
                        value = "Concentration: with 0.1 few holders have most of a class, with 100 parts are "
                                + "nearly equal",
                        defaultValue = "0.3",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit,
        @Option(
                        value = "Minimum number of examples per client; draws below it are repeated",
                        defaultValue = "10",
                        min = 1,
                        unit = "examples")
                int minExamples)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = clientSplit.clients();
        int[][] holders = holders(pool, clients, random);
        return new DirichletSlices(alpha, clients, minExamples).assign(pool, holders, random);
    }

    /** Returns the clients that may have each class. */
    private int[][] holders(Pool pool, int clients, RandomGenerator random) {
        int classes = pool.classes();
        PartitionErrors.requireClasses(pool, classesPerClient);
        if ((long) clients * classesPerClient < classes) {
            throw PartitionErrors.of(
                    pool,
                    "partition.clients = %d with classes-per-client = %d cannot cover its %d classes. Raise either."
                            .formatted(clients, classesPerClient, classes));
        }
        int enough = (int) Math.max(1, (long) clients * classesPerClient / classes / 2);
        return RejectionSampling.draw(
                enough,
                RejectionSampling::shortest,
                () -> draw(clients, classes, random),
                "the number of clients per class",
                "partition.clients is %d and classes-per-client %d, of %d classes. Raise either."
                        .formatted(clients, classesPerClient, classes));
    }

    private int[][] draw(int clients, int classes, RandomGenerator random) {
        List<IntStream.Builder> holders =
                Stream.generate(IntStream::builder).limit(classes).toList();
        for (int client = 0; client < clients; client++) {
            int[] labels = IntStream.range(0, classes).toArray();
            RandomOrder.shuffle(labels, random);
            for (int i = 0; i < classesPerClient; i++) {
                holders.get(labels[i]).add(client);
            }
        }
        return holders.stream().map(each -> each.build().toArray()).toArray(int[][]::new);
    }
}
