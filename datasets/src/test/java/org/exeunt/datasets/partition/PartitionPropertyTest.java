package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.exeunt.datasets.partition.TestPartitions.all;
import static org.exeunt.datasets.partition.TestPartitions.assertRejected;
import static org.exeunt.datasets.partition.TestPartitions.classCounts;
import static org.exeunt.datasets.partition.TestPartitions.classes;
import static org.exeunt.datasets.partition.TestPartitions.clientSplit;
import static org.exeunt.datasets.partition.TestPartitions.clusters;
import static org.exeunt.datasets.partition.TestPartitions.everyIndex;
import static org.exeunt.datasets.partition.TestPartitions.iid;
import static org.exeunt.datasets.partition.TestPartitions.indices;
import static org.exeunt.datasets.partition.TestPartitions.natural;
import static org.exeunt.datasets.partition.TestPartitions.partition;
import static org.exeunt.datasets.partition.TestPartitions.pathological;
import static org.exeunt.datasets.partition.TestPartitions.quantity;
import static org.exeunt.datasets.partition.TestPartitions.shards;
import static org.exeunt.datasets.partition.TestPartitions.sizes;
import static org.exeunt.datasets.partition.TestPartitions.split;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.Errors;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of all partitions, and statistics of each partitioner. */
class PartitionPropertyTest {
    private static final Dataset TWO_THOUSAND = LabelledDatasets.of(2000, 10);

    static List<PluginChoice<Partitioner>> partitioners() {
        return all(clientSplit(10));
    }

    @ParameterizedTest
    @MethodSource("partitioners")
    void everyExampleIsAssignedExactlyOnce(PluginChoice<Partitioner> choice) {
        for (long seed = 0; seed < 5; seed++) {
            RecordingContext context = new RecordingContext();
            Partition partition = partition(choice, TWO_THOUSAND, seed, context);
            assertThat(partition.clients())
                    .as("%s, seed %d", choice.options(), seed)
                    .hasSize(10);
            assertThat(context.warnings())
                    .allMatch(warning -> warning.contains("fewer than"), "classes that do not divide evenly");
            assertThat(everyIndex(partition))
                    .as("%s, seed %d", choice.options(), seed)
                    .isEqualTo(IntStream.range(0, 2000).toArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"0.05, 3, 1", "0.1, 10, 4", "0.3, 20, 4", "1, 7, 30", "100, 20, 40"})
    void dirichletReachesTheMinimum(double alpha, int clients, int minExamples) {
        Dataset dataset = LabelledDatasets.of(2003, 10);
        for (long seed = 0; seed < 10; seed++) {
            Partition partition = partition(dirichlet(alpha, clients, minExamples), dataset, seed);
            assertThat(partition.clients()).as("seed %d", seed).hasSize(clients);
            assertThat(everyIndex(partition)).as("seed %d", seed).hasSize(2003);
            assertThat(IntStream.of(sizes(partition))).as("seed %d", seed).allMatch(size -> size >= minExamples);
        }
    }

    /** With alpha of a million, shares are within 1 % of 1/n, as no client is full before the last class. */
    @Test
    void largeAlphaDistributesClassesEvenly() {
        Dataset dataset = LabelledDatasets.of(40_000, 4);
        for (int[] counts : classCounts(partition(dirichlet(1e6, 5, 4), dataset, 4), dataset)) {
            for (int label = 0; label < 3; label++) {
                assertThat(counts[label] / 10_000.0).as("class %d", label).isBetween(0.2 * 0.99, 0.2 * 1.01);
            }
        }
    }

    @Test
    void clientsDifferMoreWithSmallAlpha() {
        assertThat(meanLargestClassShare(dirichlet(0.1, 20, 4)))
                .isGreaterThan(meanLargestClassShare(dirichlet(10, 20, 4)) + 0.2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20, 2003})
    void iidSizesDifferByAtMostOne(int clients) {
        assertThat(IntStream.of(sizes(partition(iid(clientSplit(clients)), LabelledDatasets.of(2003, 10), 3))))
                .allMatch(size -> size == 2003 / clients || size == (2003 + clients - 1) / clients);
    }

    /** Shares of examples have the variance of a Dirichlet draw, {@code (1/n)(1 - 1/n) / (n alpha + 1)}. */
    @Test
    void dirichletSizesHaveTheExpectedVariance() {
        int clients = 400;
        double alpha = 5;
        PluginChoice<Partitioner> choice = quantity(alpha, 10, clientSplit(clients));
        int[] sizes = sizes(partition(choice, LabelledDatasets.of(400_000, 2), 8));
        double squares = Arrays.stream(sizes)
                .mapToDouble(size -> (size / 400_000.0 - 1.0 / clients) * (size / 400_000.0 - 1.0 / clients))
                .sum();
        double variance = (1.0 / clients) * (1 - 1.0 / clients) / (clients * alpha + 1);
        assertThat(squares / clients / variance).as("seed 8").isBetween(0.6, 1.4);
    }

    @Test
    void sizesAreRoundedByLargestRemainders() {
        assertThat(Quantity.rounded(new double[] {0.25, 0.35, 0.4}, 10)).containsExactly(3, 3, 4);
        assertThat(Quantity.rounded(new double[] {0.16, 0.68, 0.16}, 10)).containsExactly(2, 7, 1);
        assertThat(Quantity.rounded(new double[] {1}, 7)).containsExactly(7);
    }

    @Test
    void shardsHaveFewClassesAndWarnOfRemainders() {
        RecordingContext context = new RecordingContext();
        PluginChoice<Partitioner> choice = shards(2, clientSplit(10));
        Partition even = partition(choice, TWO_THOUSAND, 9, context);
        assertThat(sizes(even)).containsOnly(200);
        assertThat(classes(even, TWO_THOUSAND))
                .allMatch(classes -> classes.size() <= 2)
                .as("shards are shuffled")
                .anyMatch(classes -> classes.size() == 2);
        assertThat(context.warnings()).isEmpty();

        assertThat(sizes(partition(choice, LabelledDatasets.of(2013, 10), 9, context)))
                .containsOnly(200);
        assertThat(context.warnings())
                .containsExactly("20 shards of 100 examples leave out 13 of the 2013 examples of Turns");
    }

    /** {@code ceil(10 * 2 / 10) = 2} clients share each class: the first two take classes 0 and 1, and so on. */
    @Test
    void classesGoToTheFirstClientsThatNeedOne() {
        Partition partition = partition(pathological(2, clientSplit(10)), LabelledDatasets.of(2010, 10), 10);
        for (int client = 0; client < 10; client++) {
            int first = client / 2 * 2;
            assertThat(classes(partition, LabelledDatasets.of(2010, 10)).get(client))
                    .as("client %d", client)
                    .containsExactly(first, first + 1);
        }
        assertThat(sizes(partition))
                .as("the last client of a class gets the rest of its 201 examples")
                .containsExactly(200, 202, 200, 202, 200, 202, 200, 202, 200, 202);
    }

    @Test
    void warnsIfClassesDoNotDivideEvenly() {
        RecordingContext context = new RecordingContext();
        PluginChoice<Partitioner> choice = pathological(2, clientSplit(3));
        Dataset dataset = LabelledDatasets.of(500, 5);
        assertThat(classes(partition(choice, dataset, 12, context), dataset))
                .containsExactly(List.of(0, 1), List.of(0, 1), List.of(2, 3));
        assertThat(context.warnings())
                .containsExactly(
                        "3 clients with 2 classes leave out 100 of the 500 examples of Turns: all examples of its "
                                + "last classes");

        RecordingContext other = new RecordingContext();
        Dataset three = LabelledDatasets.of(300, 3);
        assertThat(classes(partition(choice, three, 12, other), three))
                .containsExactly(List.of(0, 1), List.of(0, 1), List.of(2));
        assertThat(other.warnings()).singleElement().asString().contains("1 of 3 clients have fewer than 2 classes");
    }

    @Test
    void clientsOfAClusterHaveTheSameClasses() {
        RecordingContext context = new RecordingContext();
        Dataset dataset = LabelledDatasets.of(600, 6);
        Partition partition = partition(clusters(2, clientSplit(5)), dataset, 13, context);
        assertThat(classes(partition, dataset))
                .containsExactly(List.of(0, 1), List.of(2, 3), List.of(4, 5), List.of(0, 1), List.of(2, 3));
        assertThat(sizes(partition)).containsExactly(100, 100, 200, 100, 100);
        assertThat(context.warnings()).isEmpty();

        assertThat(everyIndex(partition(clusters(2, clientSplit(2)), dataset, 13, context)))
                .hasSize(400);
        assertThat(context.warnings())
                .containsExactly("2 clients in 3 clusters: no client has the last 2 classes of Turns");
        assertRejected(clusters(4, clientSplit(5)), dataset, Errors.CONFIG_32, "classes-per-cluster = 4", "6 classes");
    }

    @Test
    void rejectsPartitionsThatTheDataDoNotAllow() {
        Dataset hundred = LabelledDatasets.of(100, 10);
        assertRejected(dirichlet(0.3, 30, 4), hundred, Errors.CONFIG_30, "30", "120", "100");
        assertRejected(
                dirichlet(0.01, 10, 10),
                LabelledDatasets.of(100, 2),
                Errors.CONFIG_31,
                "min-examples = 10",
                "10000 draws",
                "alpha is 0.01");
        assertRejected(
                pathological(11, clientSplit(10)), hundred, Errors.CONFIG_32, "classes-per-client = 11", "10 classes");
        for (int clients : new int[] {101, 2_000_000_000}) {
            assertRejected(clusters(2, clientSplit(clients)), hundred, Errors.CONFIG_30, "need " + clients, "100");
            assertRejected(pathological(2, clientSplit(clients)), hundred, Errors.CONFIG_30, "need " + clients);
        }
        assertRejected(
                iid(subsampled(10, 0.05)),
                hundred,
                Errors.CONFIG_32,
                "10 of 10 clients have no training examples: 0, 1, 2, 3, 4, …. Use");
        assertRejected(
                natural(Natural.HoldOutSelection.LABEL_RUNS, 1, split(0.25, 0)),
                hundred,
                Errors.CONFIG_32,
                "have no owners",
                "dataset.owner",
                "'natural'");
        assertRejected(quantity(0.01, 10, clientSplit(10)), hundred, Errors.CONFIG_31, "partition.min-examples = 10");
    }

    @Test
    void rejectsFractionsThatLeaveNoTrainingData() {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> split(0.7, 0.3)))
                .hasMessageContainingAll("test-fraction = 0.7", "validation-fraction = 0.3");
        assertThat(new SplitOptions(Split.NATIVE_MATCHED, 0.7, Optional.of(0.3), 1, Optional.empty()).heldOutForTest())
                .isZero();
    }

    private static PluginChoice<Partitioner> dirichlet(double alpha, int clients, int minExamples) {
        return TestPartitions.dirichlet(alpha, clientSplit(clients), minExamples);
    }

    private static double meanLargestClassShare(PluginChoice<Partitioner> choice) {
        Dataset dataset = LabelledDatasets.of(4000, 10);
        return Arrays.stream(classCounts(partition(choice, dataset, 6), dataset))
                .mapToDouble(counts -> Arrays.stream(counts).max().orElseThrow()
                        / (double) Arrays.stream(counts).sum())
                .average()
                .orElseThrow();
    }

    @Test
    void clientsUseASubsampleOfTheirExamples() {
        Dataset dataset = LabelledDatasets.of(4000, 10);
        List<PluginChoice<Partitioner>> whole = all(clientSplit(8));
        List<PluginChoice<Partitioner>> subsampled = all(subsampled(8, 0.3));
        for (int i = 0; i < whole.size(); i++) {
            Partition assigned = partition(whole.get(i), dataset, 5);
            Partition used = partition(subsampled.get(i), dataset, 5);
            for (int client = 0; client < 8; client++) {
                int[] all = indices(assigned.clients().get(client));
                int[] some = indices(used.clients().get(client));
                assertThat(some).as("%s", subsampled.get(i)).hasSize(3 * all.length / 10);
                assertThat(all).as("%s", subsampled.get(i)).contains(some);
            }
            assertThat(everyIndex(used)).as("%s", subsampled.get(i)).doesNotHaveDuplicates();
        }
    }

    private static ClientSplitOptions subsampled(int clients, double subsample) {
        return new ClientSplitOptions(
                clients, new SplitOptions(Split.MERGE_SPLIT, 0.25, Optional.empty(), subsample, Optional.empty()));
    }

    @Test
    void aClientWithOneExampleTrainsOnIt() {
        PluginChoice<Partitioner> choice = iid(new ClientSplitOptions(8, split(0.49, 0.5)));
        for (ClientShare share : partition(choice, LabelledDatasets.of(8, 2), 0).clients()) {
            assertThat(share.train()).hasSize(1);
        }
    }
}
