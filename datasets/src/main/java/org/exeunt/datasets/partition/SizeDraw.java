package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws how many examples each client gets, all of them together; shares become whole numbers by largest remainders (the lower client on
 * ties). Deviation from FedLab: lognormal sizes are drawn again, too, when one is below the minimum.
 *
 * @param keys where the options stand, such as {@code partition.}, for messages
 */
record SizeDraw(SizeOptions options, String keys) {

    int[] draw(Pool pool, int clients, RandomGenerator random) {
        Enough.require(pool, clients, options.minExamples());
        if (options.distribution() == Sizes.EQUAL) {
            return IntStream.range(0, clients)
                    .map(client -> Part.cut(pool.size(), client + 1, clients) - Part.cut(pool.size(), client, clients))
                    .toArray();
        }
        return Draws.until(
                options.minExamples(),
                sizes -> Arrays.stream(sizes).min().orElseThrow(),
                () -> rounded(shares(clients, random), pool.size()),
                keys + "min-examples",
                "%d clients share %d examples. Lower %smin-examples or partition.clients, or ask for sizes more alike."
                        .formatted(clients, pool.size(), keys));
    }

    private double[] shares(int clients, RandomGenerator random) {
        double[] logShares = options.distribution() == Sizes.DIRICHLET
                ? DirichletDraw.logShares(options.alpha(), clients, random)
                : IntStream.range(0, clients)
                        .mapToDouble(client -> options.sigma() * NormalDraw.next(random))
                        .toArray();
        return DirichletDraw.shares(logShares, new boolean[clients]);
    }

    /** Returns whole numbers of the given sum that differ from the shares of it by less than one. */
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
