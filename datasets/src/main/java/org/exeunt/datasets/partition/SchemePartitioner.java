package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.random.RandomOrder;

/**
 * Assigns the examples of a pool to clients by a scheme, subsamples them, then splits the examples of each client.
 *
 * @param scheme assigns examples to clients
 * @param holdOut splits the examples of a client
 * @param tests assigns the examples of the test set with {@link Split#NATIVE_MATCHED}
 * @param server draws the examples of the server, which are taken before clients are assigned theirs
 * @param split options of the pool and the split
 * @param warnings receives the warnings of the pool
 */
record SchemePartitioner(
        PartitionScheme scheme,
        HoldOut holdOut,
        TestScheme tests,
        ServerDraw server,
        SplitOptions split,
        Consumer<String> warnings)
        implements Partitioner {
    /** Assigns examples of the original test set to clients. */
    @FunctionalInterface
    interface TestScheme {
        /** Returns the given shares, which have training examples, with test examples. */
        List<ClientShare> of(Pool pool, List<ClientShare> shares, RandomGenerator random);
    }

    /** Draws the examples of the server. */
    @FunctionalInterface
    interface ServerDraw {
        /** Returns indices into {@link Dataset#all()} in ascending order, none if the fraction is too small. */
        int[] of(Pool pool, double fraction, RandomGenerator random);
    }

    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        if (split.serverFraction().isEmpty()) {
            return assign(dataset, random);
        }
        Pool pool = pool(dataset);
        double fraction = split.serverFraction().get();
        int[] drawn = server.of(pool, fraction, random);
        if (drawn.length == 0) {
            throw PartitionErrors.of(
                    pool,
                    "partition.server-fraction = %s is less than one example, or one owner with 'natural'. Raise it."
                            .formatted(fraction));
        }
        ServerShare share = ServerShare.of(dataset, drawn);
        return share.added(assign(share.rest(), random));
    }

    /** Draws examples of the pool at random. */
    static int[] anyExamples(Pool pool, double fraction, RandomGenerator random) {
        int count = DecimalProduct.floor(fraction, pool.size());
        return IntStream.of(RandomOrder.draw(count, pool.size(), random))
                .sorted()
                .toArray();
    }

    private Pool pool(Dataset dataset) {
        Examples all = dataset.all();
        boolean merged = split.split() == Split.MERGE_SPLIT;
        return new Pool(dataset, all, merged ? all.size() : dataset.train().size(), warnings);
    }

    private Partition assign(Dataset dataset, RandomGenerator random) {
        boolean merged = split.split() == Split.MERGE_SPLIT;
        Pool pool = pool(dataset);
        if (!merged && dataset.test().size() == 0) {
            throw PartitionErrors.of(
                    pool,
                    "partition.split requires a test set, and it has none. Set partition.split to \"merge-split\", "
                            + "or add the test set.");
        }
        int[][] assigned = scheme.assign(pool, random);
        List<ClientShare> shares = Stream.of(assigned)
                .map(indices -> holdOut.split(pool, subsample(indices, random), split, random))
                .toList();
        requireTraining(pool, shares);
        return switch (split.split()) {
            case MERGE_SPLIT -> Partition.of(shares);
            case TRAIN_ONLY_REWEIGHT ->
                new Partition(
                        shares,
                        IntStream.range(pool.size(), pool.examples().size()).toArray(),
                        new int[0]);
            case NATIVE_MATCHED -> Partition.of(tests.of(pool, shares, random));
        };
    }

    /** Returns a random subsample of the examples of a client, in order; draws nothing if the client uses all. */
    private int[] subsample(int[] assigned, RandomGenerator random) {
        if (split.subsample() == 1) {
            return assigned;
        }
        int[] positions = IntStream.range(0, assigned.length).toArray();
        RandomOrder.shuffle(positions, random);
        return IntStream.of(positions)
                .limit(DecimalProduct.floor(split.subsample(), assigned.length))
                .sorted()
                .map(index -> assigned[index])
                .toArray();
    }

    /**
     * Splits at random, independent of classes. Held-out parts are rounded down, so that at least one example remains
     * for training.
     */
    static ClientShare atRandom(Pool pool, int[] indices, SplitOptions split, RandomGenerator random) {
        int[] shuffled = indices.clone();
        RandomOrder.shuffle(shuffled, random);
        int validationEnd = shuffled.length - DecimalProduct.floor(split.heldOutForTest(), shuffled.length);
        int trainEnd = validationEnd - DecimalProduct.floor(split.heldOutForValidation(), shuffled.length);
        return new ClientShare(
                Arrays.copyOf(shuffled, trainEnd),
                Arrays.copyOfRange(shuffled, trainEnd, validationEnd),
                Arrays.copyOfRange(shuffled, validationEnd, shuffled.length));
    }

    private static void requireTraining(Pool pool, List<ClientShare> shares) {
        List<Integer> clientsWithoutTraining = IntStream.range(0, shares.size())
                .filter(client -> shares.get(client).train().length == 0)
                .boxed()
                .toList();
        if (!clientsWithoutTraining.isEmpty()) {
            throw PartitionErrors.of(
                    pool,
                    ("%d of %d clients have no training examples: %s. Use fewer clients or more data, or raise "
                                    + "partition.subsample; with 'natural' lower partition.gap, or set"
                                    + " partition.hold-out to random.")
                            .formatted(
                                    clientsWithoutTraining.size(),
                                    shares.size(),
                                    PartitionErrors.first(clientsWithoutTraining)));
        }
    }
}
