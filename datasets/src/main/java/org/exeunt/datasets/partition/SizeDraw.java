package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws the number of examples of each client; the sum is the size of the pool. Sizes are rounded by the
 * largest-remainder method, with ties in client order. Deviation from FedLab: lognormal sizes below the minimum are
 * drawn again, too.
 */
record SizeDraw(SizeOptions options) {

    int[] draw(Pool pool, int clients, RandomGenerator random) {
        PartitionErrors.requireExamples(pool, clients, options.minExamples());
        return RejectionSampling.draw(
                options.minExamples(),
                sizes -> Arrays.stream(sizes).min().orElseThrow(),
                () -> rounded(shares(clients, random), pool.size()),
                "partition.min-examples",
                "%d clients share %d examples. Lower partition.min-examples or partition.clients, or choose less varied sizes."
                        .formatted(clients, pool.size()));
    }

    private double[] shares(int clients, RandomGenerator random) {
        double[] logShares = options.distribution() == Sizes.DIRICHLET
                ? DirichletDraw.logShares(options.alpha(), clients, random)
                : IntStream.range(0, clients)
                        .mapToDouble(client -> options.sigma() * DirichletDraw.normal(random))
                        .toArray();
        return DirichletDraw.shares(logShares, new boolean[clients]);
    }

    /** Returns whole numbers that sum to {@code sum} and differ from {@code shares * sum} by less than one. */
    static int[] rounded(double[] shares, int sum) {
        int[] whole =
                Arrays.stream(shares).mapToInt(share -> (int) (share * sum)).toArray();
        int left = sum - Arrays.stream(whole).sum();
        IntStream.range(0, shares.length)
                .boxed()
                .sorted(Comparator.comparingDouble(part -> whole[part] - shares[part] * sum))
                .limit(left)
                .forEach(part -> whole[part]++);
        return whole;
    }
}
