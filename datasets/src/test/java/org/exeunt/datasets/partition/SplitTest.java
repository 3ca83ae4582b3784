package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.exeunt.datasets.partition.TestPartitions.all;
import static org.exeunt.datasets.partition.TestPartitions.assertRejected;
import static org.exeunt.datasets.partition.TestPartitions.dirichlet;
import static org.exeunt.datasets.partition.TestPartitions.everyIndex;
import static org.exeunt.datasets.partition.TestPartitions.natural;
import static org.exeunt.datasets.partition.TestPartitions.partition;
import static org.exeunt.datasets.partition.TestPartitions.split;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Owners;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Splits into training, validation and test examples. */
class SplitTest {
    /** 1000 training and 1000 test examples of ten classes. */
    private static final Dataset DATASET = LabelledDatasets.of(2000, 10);

    static List<PluginChoice<Partitioner>> trainOnly() {
        return all(new ClientSplitOptions(10, split(Split.TRAIN_ONLY_REWEIGHT)));
    }

    static List<PluginChoice<Partitioner>> matched() {
        return all(new ClientSplitOptions(10, split(Split.NATIVE_MATCHED)));
    }

    private static PluginChoice<Partitioner> iid(int clients, SplitOptions split) {
        return TestPartitions.iid(new ClientSplitOptions(clients, split));
    }

    @Test
    void mergedDataAreSplitByFractions() {
        Partition partition = partition(iid(20, split(0.25, 0.29)), DATASET, 3);
        assertThat(partition.commonTest()).isEmpty();
        assertThat(partition.clients()).allSatisfy(share -> {
            assertThat(share.train()).hasSize(46);
            assertThat(share.validation()).as("29 % of 100, in decimals").hasSize(29);
            assertThat(share.test()).hasSize(25);
        });
        assertThat(everyIndex(partition)).isEqualTo(IntStream.range(0, 2000).toArray());
    }

    static List<PluginChoice<Partitioner>> withServer() {
        return all(new ClientSplitOptions(10, split(Split.MERGE_SPLIT, 0.29)));
    }

    @ParameterizedTest
    @MethodSource("withServer")
    void theServerTakesItsExamplesBeforeTheClients(PluginChoice<Partitioner> choice) {
        Partition partition = partition(choice, DATASET, 3);
        assertThat(partition.server()).as("29 % of 2000, in decimals").hasSize(580);
        assertThat(everyIndex(partition)).doesNotHaveDuplicates();
        assertThat(partition(choice, DATASET, 4).server()).isNotEqualTo(partition.server());
    }

    @Test
    void theServerTakesTrainingExamplesIfTestsAreApart() {
        Partition partition = partition(iid(10, split(Split.TRAIN_ONLY_REWEIGHT, 0.1)), DATASET, 3);
        assertThat(partition.server()).hasSize(100);
        assertThat(partition.commonTest()).hasSize(1000);
        assertThat(everyIndex(partition)).isEqualTo(IntStream.range(0, 2000).toArray());
        assertThat(partition(iid(10, split(Split.TRAIN_ONLY_REWEIGHT, 0)), DATASET, 3))
                .as("0 is no fraction")
                .isEqualTo(partition(iid(10, split(Split.TRAIN_ONLY_REWEIGHT)), DATASET, 3));
    }

    @Test
    void rejectsAServerWithoutExamples() {
        assertThat(catchThrowableOfType(
                        ExeuntException.class, () -> partition(iid(10, split(Split.MERGE_SPLIT, 0.0004)), DATASET, 3)))
                .hasMessageContaining("server-fraction = 4.0E-4 is less than one example");
    }

    @ParameterizedTest
    @EnumSource(Split.class)
    void theServerTakesWholeOwners(Split split) {
        int[] owners = IntStream.range(0, 80).map(index -> index % 40 / 10).toArray();
        Dataset owned = LabelledDatasets.of(
                2,
                LabelledDatasets.cyclicLabels(40, 2),
                LabelledDatasets.cyclicLabels(40, 2),
                Optional.of(new Owners(List.of("a", "b", "c", "d"), owners)));
        Partition whole = partition(natural(Natural.HoldOutSelection.TIME, 1, split(split)), owned, 0);
        RecordingContext context = new RecordingContext();
        Partition partition =
                partition(natural(Natural.HoldOutSelection.TIME, 1, split(split, 0.3)), owned, 0, context);
        assertThat(partition.server()).as("one owner of four").hasSize(20);
        assertThat(IntStream.of(partition.server()).map(index -> owners[index]).distinct())
                .hasSize(1);
        assertThat(partition.clients()).hasSize(3).isSubsetOf(whole.clients());
        assertThat(everyIndex(partition)).doesNotHaveDuplicates();
        assertThat(context.warnings()).isEmpty();
    }

    @Test
    void validationFractionDoesNotChangeTheTests() {
        Partition without = partition(iid(20, split(0.25, 0)), DATASET, 3);
        Partition with = partition(iid(20, split(0.25, 0.1)), DATASET, 3);
        for (int client = 0; client < 20; client++) {
            ClientShare share = without.clients().get(client);
            assertThat(share.validation()).isEmpty();
            assertThat(with.clients().get(client).test()).isEqualTo(share.test());
            assertThat(with.clients().get(client).train()).isEqualTo(Arrays.copyOf(share.train(), 65));
        }
    }

    @ParameterizedTest
    @MethodSource("trainOnly")
    void trainOnlySplitHasACommonTestSet(PluginChoice<Partitioner> choice) {
        Partition partition = partition(choice, DATASET, 4);
        assertThat(partition.commonTest()).isEqualTo(IntStream.range(1000, 2000).toArray());
        assertThat(everyIndex(partition)).isEqualTo(IntStream.range(0, 2000).toArray());
        assertThat(partition.clients()).allSatisfy(share -> {
            int held = share.train().length + share.validation().length;
            assertThat(share.test()).isEmpty();
            assertThat(share.validation()).as("a fifth").hasSize(held / 5);
        });
    }

    /**
     * The test set has as many examples per class as the training set, so test and training counts of a client are
     * equal.
     */
    @ParameterizedTest
    @MethodSource("matched")
    void matchedTestsHaveTheClassesOfTheClient(PluginChoice<Partitioner> choice) {
        Partition partition = partition(choice, DATASET, 5);
        assertThat(everyIndex(partition)).isEqualTo(IntStream.range(0, 2000).toArray());
        for (ClientShare share : partition.clients()) {
            assertThat(share.validation()).isEmpty();
            assertThat(IntStream.of(share.train())).allMatch(index -> index < 1000);
            assertThat(IntStream.of(share.test())).allMatch(index -> index >= 1000);
            assertThat(DATASET.all().select(share.test()).classCounts(10))
                    .isEqualTo(DATASET.all().select(share.train()).classCounts(10));
        }
    }

    /** 40, 40 and 20 training and 20, 30 and 5 test examples: the third class limits the fraction to a quarter. */
    @Test
    void theScarcestClassLimitsTheTestExamples() {
        Dataset dataset = LabelledDatasets.of(3, labels(40, 40, 20), labels(20, 30, 5));
        PluginChoice<Partitioner> choice = dirichlet(1, new ClientSplitOptions(4, split(Split.NATIVE_MATCHED)), 4);
        Partition partition = partition(choice, dataset, 6);
        int[] assigned = new int[3];
        for (ClientShare share : partition.clients()) {
            int[] held = dataset.all().select(share.train()).classCounts(3);
            int[] tested = dataset.all().select(share.test()).classCounts(3);
            for (int label = 0; label < 3; label++) {
                assertThat(tested[label])
                        .isBetween((int) Math.floor(held[label] / 4.0), (int) Math.ceil(held[label] / 4.0));
                assigned[label] += tested[label];
            }
        }
        assertThat(assigned).containsExactly(10, 10, 5);
        assertThat(Arrays.stream(everyIndex(partition)).distinct().count()).isEqualTo(125);
    }

    @ParameterizedTest
    @EnumSource(names = {"TRAIN_ONLY_REWEIGHT", "NATIVE_MATCHED"})
    void rejectsSplitsThatRequireATestSet(Split split) {
        Dataset dataset = LabelledDatasets.withoutTest(100, 2);
        assertRejected(iid(4, split(split)), dataset, Errors.CONFIG_32, "Turns", "partition.split", "merge-split");
    }

    @Test
    void aClassWithoutTestExamplesCannotBeMatched() {
        Dataset dataset = LabelledDatasets.of(2, labels(10, 10), labels(5, 0));
        assertRejected(iid(2, split(Split.NATIVE_MATCHED)), dataset, Errors.CONFIG_32, "'class 1'", "merge-split");
    }

    /** Ann: 8 walking, 4 sitting, 1 walking; Bob: 8 sitting. */
    private static final Dataset OWNED = LabelledDatasets.of(
            2,
            new int[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0},
            new int[] {1, 1, 1, 1, 1, 1, 1, 1},
            Optional.of(new Owners(
                    List.of("ann", "bob"),
                    IntStream.range(0, 21).map(i -> i / 13).toArray())));

    private static Partition labelRuns(int gap, SplitOptions split) {
        return partition(natural(Natural.HoldOutSelection.LABEL_RUNS, gap, split), OWNED, 0);
    }

    @Test
    void labelRunsTestOnTheLastOfEachRun() {
        assertThat(labelRuns(0, split(0.25, 0)).clients())
                .containsExactly(
                        ClientShare.of(new int[] {0, 1, 2, 3, 4, 5, 8, 9, 10, 12}, new int[] {6, 7, 11}),
                        ClientShare.of(new int[] {13, 14, 15, 16, 17, 18}, new int[] {19, 20}));
    }

    @Test
    void dropsWindowsThatOverlapACut() {
        assertThat(labelRuns(1, split(0.25, 0)).clients())
                .containsExactly(
                        ClientShare.of(new int[] {0, 1, 2, 3, 4, 8, 9, 12}, new int[] {6, 7, 11}),
                        ClientShare.of(new int[] {13, 14, 15, 16, 17}, new int[] {19, 20}));
        assertThat(labelRuns(1, split(0.25, 0.25)).clients())
                .containsExactly(
                        new ClientShare(new int[] {0, 1, 12}, new int[] {3, 4, 9}, new int[] {6, 7, 11}),
                        new ClientShare(new int[] {13, 14}, new int[] {16, 17}, new int[] {19, 20}));
    }

    @Test
    void timeHoldOutTestsOnTheLastExamples() {
        assertThat(heldOut(Natural.HoldOutSelection.TIME, 1, OWNED).clients())
                .containsExactly(
                        new ClientShare(new int[] {0, 1, 2, 3, 4}, new int[] {6, 7, 8}, new int[] {10, 11, 12}),
                        new ClientShare(new int[] {13, 14}, new int[] {16, 17}, new int[] {19, 20}));
    }

    @Test
    void randomHoldOutDropsNoExamples() {
        Partition partition = heldOut(Natural.HoldOutSelection.RANDOM, 5, OWNED);
        assertThat(partition.clients().get(0).test()).hasSize(3).doesNotContain(13);
        assertThat(partition.clients().get(1).test()).hasSize(2);
        assertThat(everyIndex(partition)).isEqualTo(IntStream.range(0, 21).toArray());
    }

    /** 25 owners of 200 examples with cyclic labels: in runs of length one, a quarter rounds down to zero. */
    @Test
    void warnsIfRunsAreTooShortForTests() {
        int[] owners = IntStream.range(0, 5000).map(i -> i / 200).toArray();
        Dataset dataset = LabelledDatasets.of(
                4,
                LabelledDatasets.cyclicLabels(5000, 4),
                new int[0],
                Optional.of(new Owners(
                        IntStream.range(0, 25).mapToObj(String::valueOf).toList(), owners)));
        for (Natural.HoldOutSelection holdOut : Natural.HoldOutSelection.values()) {
            RecordingContext context = new RecordingContext();
            Partition partition = partition(natural(holdOut, 1, split(0.25, 0.1)), dataset, 0, context);
            int expected = holdOut == Natural.HoldOutSelection.LABEL_RUNS ? 0 : 50;
            assertThat(partition.clients()).hasSize(25).allSatisfy(share -> assertThat(share.test())
                    .hasSize(expected));
            if (holdOut == Natural.HoldOutSelection.LABEL_RUNS) {
                assertThat(context.warnings())
                        .satisfiesExactlyInAnyOrder(
                                warning -> assertThat(warning)
                                        .contains("0 of 5,000", "partition.test-fraction = 0.25", "hold-out to time"),
                                warning -> assertThat(warning).contains("partition.validation-fraction = 0.1"));
            } else {
                assertThat(context.warnings()).isEmpty();
            }
        }
    }

    private static Partition heldOut(Natural.HoldOutSelection holdOut, int gap, Dataset dataset) {
        return partition(natural(holdOut, gap, split(0.25, 0.25)), dataset, 0);
    }

    @Test
    void trainOnlySplitSkipsOwnersOfTestExamples() {
        Partition partition = labelRuns(1, split(Split.TRAIN_ONLY_REWEIGHT));
        assertThat(partition.clients())
                .containsExactly(
                        new ClientShare(new int[] {0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12}, new int[] {7}, new int[0]));
        assertThat(partition.commonTest()).isEqualTo(IntStream.range(13, 21).toArray());
    }

    /** Cho has test examples alone, and Bob has none. */
    @Test
    void matchedTestsOfOwnersAreTheirOwn() {
        Dataset dataset = owned(new int[] {0, 1, 3, 0, 1, 3}, new int[] {2, 3, 0, 3, 0});
        RecordingContext context = new RecordingContext();
        Partition partition = partition(matchedToOwners(), dataset, 0, context);
        assertThat(partition.clients())
                .containsExactly(
                        ClientShare.of(new int[] {0, 3}, new int[] {8, 10}),
                        ClientShare.of(new int[] {1, 4}, new int[] {}),
                        ClientShare.of(new int[] {2, 5}, new int[] {7, 9}));
        assertThat(context.warnings())
                .containsExactly(
                        "partition.split = native-matched: 1 of 4 owners have training examples and no test examples, "
                                + "and are not tested: bob",
                        "partition.split = native-matched: 1 of 4 owners have test examples and no training examples, "
                                + "and are left out: cho");
    }

    @Test
    void rejectsMatchedTestsOfOtherOwnersAlone() {
        Dataset dataset = owned(new int[] {0, 1, 0, 1}, new int[] {2, 3});
        ExeuntException failure =
                catchThrowableOfType(ExeuntException.class, () -> partition(matchedToOwners(), dataset, 0));
        assertThat(failure.code()).isEqualTo(Errors.CONFIG_32.code());
        assertThat(failure).hasMessageContainingAll("Turns", "none of 2 owners", "merge-split", "train-only-reweight");
    }

    /** The tests are no part of the examples that validation examples are held out of. */
    @Test
    void manyOwnTestsAreNoReasonForAWarning() {
        Dataset dataset = owned(new int[10], new int[40]);
        RecordingContext context = new RecordingContext();
        PluginChoice<Partitioner> choice = natural(
                Natural.HoldOutSelection.LABEL_RUNS,
                0,
                new SplitOptions(Split.NATIVE_MATCHED, 0.25, Optional.of(0.2), 1, Optional.empty()));
        Partition partition = partition(choice, dataset, 0, context);
        assertThat(partition.clients().get(0).validation()).hasSize(2);
        assertThat(partition.clients().get(0).test()).hasSize(40);
        assertThat(context.warnings()).isEmpty();
    }

    private static PluginChoice<Partitioner> matchedToOwners() {
        return natural(Natural.HoldOutSelection.TIME, 0, split(Split.NATIVE_MATCHED));
    }

    /** Returns a data set with equal labels and the owners Ann, Bob, Cho and Dee by number. */
    private static Dataset owned(int[] train, int[] test) {
        int[] owners = IntStream.concat(IntStream.of(train), IntStream.of(test)).toArray();
        return LabelledDatasets.of(
                2,
                new int[train.length],
                new int[test.length],
                Optional.of(new Owners(List.of("ann", "bob", "cho", "dee"), owners)));
    }

    private static int[] labels(int... counts) {
        return IntStream.range(0, counts.length)
                .flatMap(label -> IntStream.generate(() -> label).limit(counts[label]))
                .toArray();
    }
}
