package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.plugin.Option;

/**
 * Distributes each class over all clients in proportions drawn from a Dirichlet distribution.
 *
 * <p>Source: the "dir" split of PFLlib, "noniid" of pFedGraph. They require at least 40 and 10 examples per client; the
 * default of 4 is PFLlib's {@code batch / (1 - train fraction)} for batches of one. Deviation: fails after 10,000
 * draws.
 *
 * @param alpha concentration: with 0.1 clients have few classes, with 100 they are nearly equal
 * @param clientSplit number of clients and split of their examples
 * @param minExamples minimum number of examples per client; draws below it are repeated
 */
public record Dirichlet(
        @Option(
                        value = "Concentration: with 0.1 clients have few classes, with 100 they are nearly equal",
                        defaultValue = "0.3",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit,
        @Option(
                        value = "Minimum number of examples per client; draws below it are repeated",
                        defaultValue = "4",
                        min = 1,
                        unit = "examples")
                int minExamples)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int[] allClients = IntStream.range(0, clientSplit.clients()).toArray();
        int[][] holders =
                IntStream.range(0, pool.classes()).mapToObj(label -> allClients).toArray(int[][]::new);
        return new DirichletSlices(alpha, allClients.length, minExamples).assign(pool, holders, random);
    }
}
