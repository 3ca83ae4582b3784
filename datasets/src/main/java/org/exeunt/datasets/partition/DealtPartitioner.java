package org.exeunt.datasets.partition;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;

/**
 * Deals a pool of examples out, leaves out what is not to be used, then keeps a part of what each client holds apart.
 *
 * @param deal who holds which example
 * @param holdOut how a client's examples are split
 * @param split what is dealt out, and what clients are tested on
 */
record DealtPartitioner(PartitionScheme deal, HoldOut holdOut, SplitOptions split) implements Partitioner {
    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        Pool pool = split.split() == Split.MERGE_SPLIT ? Pool.ofAll(dataset) : withTests(Pool.ofTrain(dataset));
        int[][] dealt = deal.deal(pool, random);
        List<ClientShare> shares = Stream.of(dealt)
                .map(held -> holdOut.split(pool, used(held, random), split, random))
                .toList();
        requireTraining(pool, shares);
        return switch (split.split()) {
            case MERGE_SPLIT -> new Partition(shares);
            case TRAIN_ONLY_REWEIGHT ->
                new Partition(
                        shares,
                        IntStream.range(pool.size(), pool.examples().size()).toArray());
            case NATIVE_MATCHED -> new Partition(MatchedTests.of(pool, shares, random));
        };
    }

    /** Returns the examples that a client uses of those it is dealt, in their order; nothing is drawn if it uses all. */
    private int[] used(int[] dealt, RandomGenerator random) {
        if (split.subsample() == 1) {
            return dealt;
        }
        int[] places = IntStream.range(0, dealt.length).toArray();
        Shuffle.inPlace(places, random);
        return IntStream.of(places)
                .limit(Part.of(dealt.length, split.subsample()))
                .sorted()
                .map(place -> dealt[place])
                .toArray();
    }

    private Pool withTests(Pool pool) {
        if (pool.dataset().test().size() == 0) {
            throw PartitionErrors.of(
                    pool,
                    "partition.split needs a test set, and it has none. Choose \"split\": \"merge-split\" or load the test set, too.");
        }
        return pool;
    }

    private static void requireTraining(Pool pool, List<ClientShare> shares) {
        List<Integer> idle = IntStream.range(0, shares.size())
                .filter(client -> shares.get(client).train().length == 0)
                .boxed()
                .toList();
        if (!idle.isEmpty()) {
            throw PartitionErrors.of(
                    pool,
                    "%d of %d clients get nothing to train on: %s. Ask for fewer clients, use more data or raise partition.subsample."
                            .formatted(idle.size(), shares.size(), idle));
        }
    }
}
