package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;

/**
 * Every client draws a mixture of classes of its own; then clients that are not full, picked at random, take one unused example after the
 * other, its class drawn from the client's mixture of the classes that are left.
 *
 * <p>Source: FedDyn (Acar et al., ICLR 2021), FedLab. To draw again when the drawn class is used up, as they do, is to draw from the mixture of
 * the others.
 */
public record DirichletPerClient(Options options) implements PartitionScheme {
    /**
     * Options of {@link Plugin}.
     *
     * @param alpha concentration of a client's mixture of classes
     * @param prior what mixtures vary around
     * @param sizes how many examples each client gets
     * @param dealing how many clients, and what they are tested on
     */
    public record Options(
            @Option(
                            value =
                                    "Concentration of a client's classes: 0.1 gives clients of few classes, 100 nearly equal ones",
                            defaultValue = "0.3",
                            min = 1e-6,
                            max = 1e9)
                    double alpha,
            @Option(value = "What mixtures of classes vary around", defaultValue = "uniform") Prior prior,
            @Option(
                            value = "How many examples each client gets; all as many if left out",
                            defaultValue = "{\"distribution\": \"equal\", \"min-examples\": 1}")
                    SizeOptions sizes,
            @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}

    /** Makes the partitioner that draws for every client how its classes mix. */
    @Citation("Acar et al.: Federated Learning Based on Dynamic Regularization, ICLR 2021, arXiv 2111.04263")
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "dirichlet-per-client",
                    "Every client draws its mixture of classes, at sizes given apart from it",
                    Options.class,
                    (options, context) -> new DealtPartitioner(
                            new DirichletPerClient(options),
                            new RandomHoldOut(),
                            options.dealing().split()));
        }
    }

    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int clients = options.dealing().clients();
        int[] sizes = new SizeDraw(options.sizes(), "partition.sizes.").draw(pool, clients, random);
        int[][] classes = pool.byClass();
        double[][] logShares = new double[clients][];
        for (int client = 0; client < clients; client++) {
            logShares[client] = DirichletDraw.logShares(concentrations(classes, pool.size()), random);
        }
        for (int[] members : classes) {
            Shuffle.inPlace(members, random);
        }
        return take(sizes, classes, logShares, random);
    }

    private double[] concentrations(int[][] classes, int examples) {
        return Arrays.stream(classes)
                .mapToDouble(members -> options.prior() == Prior.UNIFORM
                        ? options.alpha()
                        : options.alpha() * members.length / examples)
                .toArray();
    }

    private static int[][] take(int[] sizes, int[][] classes, double[][] logShares, RandomGenerator random) {
        int[][] dealt = IntStream.of(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] filled = new int[sizes.length];
        int[] left = Arrays.stream(classes).mapToInt(members -> members.length).toArray();
        double[][] mixtures = mixtures(logShares, left);
        int[] open = IntStream.range(0, sizes.length).toArray();
        for (int many = open.length; many > 0; ) {
            int place = random.nextInt(many);
            int client = open[place];
            int label = draw(mixtures[client], left, random);
            dealt[client][filled[client]++] = classes[label][--left[label]];
            if (left[label] == 0) {
                mixtures = mixtures(logShares, left);
            }
            if (filled[client] == sizes[client]) {
                open[place] = open[--many];
            }
        }
        return dealt;
    }

    /** Returns each client's mixture of the classes of which some are left. */
    private static double[][] mixtures(double[][] logShares, int[] left) {
        boolean[] usedUp = new boolean[left.length];
        for (int label = 0; label < left.length; label++) {
            usedUp[label] = left[label] == 0;
        }
        return Arrays.stream(logShares)
                .map(shares -> DirichletDraw.shares(shares, usedUp))
                .toArray(double[][]::new);
    }

    private static int draw(double[] mixture, int[] left, RandomGenerator random) {
        double rest = random.nextDouble();
        int last = -1;
        for (int label = 0; label < mixture.length; label++) {
            if (left[label] > 0) {
                last = label;
                rest -= mixture[label];
                if (rest < 0) {
                    break;
                }
            }
        }
        return last; // the last one with examples, should rounding leave a rest
    }
}
