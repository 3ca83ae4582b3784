package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Every client draws the classes it may hold; every class is then spread over those that may hold it by a Dirichlet draw.
 *
 * <p>Source: the "exdir" split of PFLlib, after Li and Lyu (arXiv 2311.03154). The classes are drawn again until each has
 * {@code max(1, floor(n q / C) div 2)} holders, and a class that is not given out entirely goes to its last holder, both as there.
 */
record ExdirDeal(ExdirOptions options) implements Deal {
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
        Misfit.requireClasses(pool, each);
        if ((long) clients * each < classes) {
            throw Misfit.of(
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
