package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;

/**
 * Every client draws the classes it may hold; every class is then spread over those that may hold it by a Dirichlet draw.
 *
 * <p>Source: the "exdir" split of PFLlib, after Li and Lyu (arXiv 2311.03154). The classes are drawn again until each has
 * {@code max(1, floor(n q / C) div 2)} holders, and a class that is not given out entirely goes to its last holder, both as there.
 */
public record Exdir(Options options) implements PartitionScheme {
    /**
     * Options of {@link Plugin}.
     *
     * @param classesPerClient how many classes each client may hold
     * @param alpha concentration: how alike are the parts of a class that its holders get
     * @param dealing how many clients, and what they are tested on
     * @param minExamples draws that leave a client with fewer are repeated
     */
    public record Options(
            @Option(value = "Classes that one client may hold", defaultValue = "2", min = 1, unit = "classes")
                    int classesPerClient,
            @Option(
                            value =
                                    "Concentration: 0.1 gives most of a class to few of its holders, 100 nearly equal parts",
                            defaultValue = "0.3",
                            min = 1e-6,
                            max = 1e9)
                    double alpha,
            @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing,
            @Option(
                            value = "Smallest number of examples of a client; draws that miss it are repeated",
                            defaultValue = "10",
                            min = 1,
                            unit = "examples")
                    int minExamples) {}

    /** Makes the partitioner that draws which classes a client may hold, then how they spread. */
    @Citation("Li, Lyu: Convergence Analysis of Sequential Federated Learning, NeurIPS 2023, arXiv 2311.03154")
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "exdir",
                    "A few random classes a client, each spread over its holders by a Dirichlet draw",
                    Options.class,
                    (options, context) -> new DealtPartitioner(
                            new Exdir(options),
                            new RandomHoldOut(),
                            options.dealing().split()));
        }
    }

    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int clients = options.dealing().clients();
        int[][] holders = holders(pool, clients, random);
        return new DirichletSlices(options.alpha(), clients, options.minExamples()).deal(pool, holders, random);
    }

    /** Returns who may hold each class. */
    private int[][] holders(Pool pool, int clients, RandomGenerator random) {
        int each = options.classesPerClient();
        int classes = pool.classes();
        PartitionErrors.requireClasses(pool, each);
        if ((long) clients * each < classes) {
            throw PartitionErrors.of(
                    pool,
                    "partition.clients = %d with classes-per-client = %d cannot hold its %d classes. Raise either."
                            .formatted(clients, each, classes));
        }
        int enough = (int) Math.max(1, (long) clients * each / classes / 2);
        boolean[][] held = Draws.until(
                enough,
                drawn -> IntStream.range(0, classes)
                        .map(label -> holdersOf(label, drawn).length)
                        .min()
                        .orElseThrow(),
                () -> draw(clients, classes, random),
                "the number of clients that may hold a class",
                "partition.clients is %d and classes-per-client %d, of %d classes. Raise either."
                        .formatted(clients, each, classes));
        return IntStream.range(0, classes)
                .mapToObj(label -> holdersOf(label, held))
                .toArray(int[][]::new);
    }

    private boolean[][] draw(int clients, int classes, RandomGenerator random) {
        boolean[][] held = new boolean[clients][classes];
        for (boolean[] mine : held) {
            int[] labels = IntStream.range(0, classes).toArray();
            Shuffle.inPlace(labels, random);
            Arrays.stream(labels).limit(options.classesPerClient()).forEach(label -> mine[label] = true);
        }
        return held;
    }

    private static int[] holdersOf(int label, boolean[][] held) {
        return IntStream.range(0, held.length)
                .filter(client -> held[client][label])
                .toArray();
    }
}
