package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Draws class proportions for each client. Then, repeatedly, a random client that is not full takes an unused example
 * of a class drawn from its proportions over the remaining classes.
 *
 * <p>Source: FedDyn (Acar et al., ICLR 2021), FedLab. They draw the class again if it has no examples left, which is
 * equivalent.
 *
 * @param alpha concentration of the class proportions of a client
 * @param prior expected class proportions
 * @param sizes number of examples of each client
 * @param clientSplit number of clients and split of their examples
 */
public record DirichletPerClient(
        @Option(
                        value = "Concentration of class proportions: with 0.1 clients have few classes, with "
                                + "100 they are nearly equal",
                        defaultValue = "0.3",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(value = "Expected class proportions of a client", defaultValue = "uniform") Prior prior,
        @Option(
                        value = "Number of examples of each client; equal if the whole section is omitted",
                        defaultValue = "{\"distribution\": \"equal\", \"min-examples\": 1}")
                SizeOptions sizes,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit)
        implements PartitionScheme {
    /** Expected class proportions of a client. */
    public enum Prior {
        /** Equal proportions, as in FedDyn and FedLab. */
        UNIFORM,
        /** Class frequencies of the data, with concentrations that sum to alpha, as in FLGo. */
        CLASS_FREQUENCY
    }

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = clientSplit.clients();
        int[] counts = new SizeDraw(sizes, "partition.sizes.").draw(pool, clients, random);
        int[][] classes = pool.byClass();
        double[][] logShares = new double[clients][];
        for (int client = 0; client < clients; client++) {
            logShares[client] = DirichletDraw.logShares(concentrations(classes, pool.size()), random);
        }
        for (int[] members : classes) {
            RandomOrder.shuffle(members, random);
        }
        return take(counts, classes, logShares, random);
    }

    private double[] concentrations(int[][] classes, int examples) {
        return Arrays.stream(classes)
                .mapToDouble(members -> prior == Prior.UNIFORM ? alpha : alpha * members.length / examples)
                .toArray();
    }

    private static int[][] take(int[] sizes, int[][] classes, double[][] logShares, RandomGenerator random) {
        int[][] assigned = IntStream.of(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] filled = new int[sizes.length];
        int[] remaining =
                Arrays.stream(classes).mapToInt(members -> members.length).toArray();
        double[][] proportions = proportions(logShares, remaining);
        int[] notFull = IntStream.range(0, sizes.length).toArray();
        for (int count = notFull.length; count > 0; ) {
            int index = random.nextInt(count);
            int client = notFull[index];
            int label = draw(proportions[client], remaining, random);
            assigned[client][filled[client]++] = classes[label][--remaining[label]];
            if (remaining[label] == 0) {
                proportions = proportions(logShares, remaining);
            }
            if (filled[client] == sizes[client]) {
                notFull[index] = notFull[--count];
            }
        }
        return assigned;
    }

    /** Returns the proportions of each client over the classes with remaining examples. */
    private static double[][] proportions(double[][] logShares, int[] remaining) {
        boolean[] usedUp = new boolean[remaining.length];
        for (int label = 0; label < remaining.length; label++) {
            usedUp[label] = remaining[label] == 0;
        }
        return Arrays.stream(logShares)
                .map(shares -> DirichletDraw.shares(shares, usedUp))
                .toArray(double[][]::new);
    }

    private static int draw(double[] proportions, int[] remaining, RandomGenerator random) {
        double rest = random.nextDouble();
        int last = -1;
        for (int label = 0; label < proportions.length; label++) {
            if (remaining[label] > 0) {
                last = label;
                rest -= proportions[label];
                if (rest < 0) {
                    break;
                }
            }
        }
        return last; // after rounding errors: the last class with examples
    }
}
