package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Owners;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.datasets.files.Excerpt;

/**
 * Creates one client per owner of examples. Warns if runs of equal labels are too short for the configured fractions,
 * and of owners whose test examples are missing or not used with {@link Split#NATIVE_MATCHED}.
 */
public record Natural(Options options, Consumer<String> warnings) implements Partitioner {
    /**
     * Options of the partitioner.
     *
     * @param holdOut which examples of an owner are held out for validation and test
     * @param gap number of examples dropped before each held-out part; not used with {@link HoldOutSelection#RANDOM}
     * @param split split into training, validation and test examples
     */
    public record Options(
            @Option(
                            value = "Which examples of an owner are held out for validation and test: the last of "
                                    + "each run of equal labels, the last of all, or random ones",
                            defaultValue = "label-runs")
                    HoldOutSelection holdOut,
            @Option(
                            value = "Number of examples dropped at each cut, where windows overlap; not used with "
                                    + "hold-out = random",
                            defaultValue = "1",
                            min = 0,
                            unit = "examples")
                    int gap,
            @Option(value = "Split into training, validation and test examples", inPlace = true) SplitOptions split) {}

    /** Which examples of an owner are held out for validation and test. */
    public enum HoldOutSelection {
        /**
         * The last examples of each run of equal labels. For windows of a signal: training and test cover every
         * activity.
         */
        LABEL_RUNS,
        /** The last examples, independent of labels: predicts the future from the past. */
        TIME,
        /** Randomly drawn examples. */
        RANDOM
    }

    /** Ratio of held-out to configured examples below which a warning is given; runs are rounded down separately. */
    private static final double WARNING_RATIO = 0.5;

    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        Partition partition = new SchemePartitioner(
                        Natural::assign, holdOut(), this::ownTests, Natural::anyOwners, options.split(), warnings)
                .partition(dataset, random);
        if (options.holdOut() == HoldOutSelection.LABEL_RUNS) {
            warnIfTooFew(partition, "test-fraction", options.split().heldOutForTest(), ClientShare::test);
            warnIfTooFew(
                    partition, "validation-fraction", options.split().heldOutForValidation(), ClientShare::validation);
        }
        return partition;
    }

    /**
     * Assigns the examples of each owner to one client, in the order of owners; owners without examples in the pool are
     * skipped.
     */
    private static int[][] assign(Pool pool, RandomGenerator random) {
        return Stream.of(byOwner(owners(pool), 0, pool.size()))
                .filter(indices -> indices.length > 0)
                .toArray(int[][]::new);
    }

    private static Owners owners(Pool pool) {
        return pool.dataset()
                .owners()
                .orElseThrow(() -> PartitionErrors.of(
                        pool,
                        "its examples have no owners. Name the column of owners in dataset.owner if there is one, or"
                                + " use another partitioner than 'natural', such as 'dirichlet'."));
    }

    /** Draws whole owners for the server, with their examples in the test set, as examples of an owner may overlap. */
    private static int[] anyOwners(Pool pool, double fraction, RandomGenerator random) {
        int[] ofExamples = owners(pool).ofExamples();
        int[] owners = Arrays.stream(ofExamples, 0, pool.size()).distinct().toArray();
        int count = DecimalProduct.floor(fraction, owners.length);
        BitSet drawn = new BitSet();
        for (int position : RandomOrder.draw(count, owners.length, random)) {
            drawn.set(owners[position]);
        }
        return IntStream.range(0, ofExamples.length)
                .filter(example -> drawn.get(ofExamples[example]))
                .toArray();
    }

    /** Returns the examples {@code from} to {@code to - 1} of each owner, in ascending order. */
    private static int[][] byOwner(Owners owners, int from, int to) {
        int[] ofExamples = owners.ofExamples();
        return Indices.grouped(owners.names().size(), from, to, index -> ofExamples[index]);
    }

    /** Returns the shares with all examples that their owners have in the test set. */
    private List<ClientShare> ownTests(Pool pool, List<ClientShare> shares, RandomGenerator random) {
        Owners owners = pool.dataset().owners().orElseThrow();
        int[][] trained = byOwner(owners, 0, pool.size());
        int[][] tests = byOwner(owners, pool.size(), pool.examples().size());
        int[] ofClients = IntStream.range(0, tests.length)
                .filter(owner -> trained[owner].length > 0)
                .toArray();
        int[] untested = IntStream.of(ofClients)
                .filter(owner -> tests[owner].length == 0)
                .toArray();
        if (untested.length == ofClients.length) {
            throw PartitionErrors.of(
                    pool,
                    "partition.split = \"native-matched\" with 'natural' requires test examples of the owners of "
                            + "training examples, and none of %d owners has any. Set partition.split to "
                                    .formatted(untested.length)
                            + "\"merge-split\" or \"train-only-reweight\".");
        }
        warnOfOwners(owners, untested, "training examples and no test examples, and are not tested");
        warnOfOwners(
                owners,
                IntStream.range(0, tests.length)
                        .filter(owner -> trained[owner].length == 0 && tests[owner].length > 0)
                        .toArray(),
                "test examples and no training examples, and are left out");
        return IntStream.range(0, shares.size())
                .mapToObj(client -> new ClientShare(
                        shares.get(client).train(), shares.get(client).validation(), tests[ofClients[client]]))
                .toList();
    }

    private void warnOfOwners(Owners owners, int[] some, String finding) {
        if (some.length > 0) {
            warnings.accept("partition.split = native-matched: %d of %d owners have %s: %s"
                    .formatted(
                            some.length,
                            owners.names().size(),
                            finding,
                            Excerpt.of(PartitionErrors.first(IntStream.of(some)
                                    .mapToObj(owners.names()::get)
                                    .toList()))));
        }
    }

    private HoldOut holdOut() {
        return switch (options.holdOut()) {
            case LABEL_RUNS -> new TimeHoldOut(options.gap(), true);
            case TIME -> new TimeHoldOut(options.gap(), false);
            case RANDOM -> SchemePartitioner::atRandom;
        };
    }

    private void warnIfTooFew(Partition partition, String key, double fraction, Function<ClientShare, int[]> part) {
        boolean merged = options.split().split() == Split.MERGE_SPLIT;
        int all = 0;
        int heldOut = 0;
        for (ClientShare share : partition.clients()) {
            all += share.train().length + share.validation().length + (merged ? share.test().length : 0);
            heldOut += part.apply(share).length;
        }
        if (heldOut < WARNING_RATIO * fraction * all) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "partition.hold-out = label-runs holds out %,d of %,d examples (%.1f %%) instead of %6$.1f %% "
                            + "(partition.%4$s = %5$s), as runs of equal labels are short. Set partition.hold-out "
                            + "to time or random.",
                    heldOut,
                    all,
                    100.0 * heldOut / all,
                    key,
                    fraction,
                    100 * fraction));
        }
    }
}
