package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
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

    static List<PluginChoice<Partitioner>> all() {
        return TestPartitions.all(TestPartitions.clientSplit(10));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyExampleIsAssignedExactlyOnce(PluginChoice<Partitioner> choice) {
        for (long seed = 0; seed < 5; seed++) {
            RecordingContext context = new RecordingContext();
            Partition partition = TestPartitions.partition(choice, TWO_THOUSAND, seed, context);
            assertThat(partition.clients())
                    .as("%s, seed %d", choice.options(), seed)
                    .hasSize(10);
            assertThat(context.warnings())
                    .allMatch(warning -> warning.contains("fewer than"), "classes that do not divide evenly");
            assertThat(TestPartitions.everyIndex(partition))
                    .as("%s, seed %d", choice.options(), seed)
                    .isEqualTo(IntStream.range(0, 2000).toArray());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void partitionsDependOnTheRandomStream(PluginChoice<Partitioner> choice) {
        Partition one = TestPartitions.partition(choice, TWO_THOUSAND, 1);
        assertThat(TestPartitions.partition(choice, TWO_THOUSAND, 1)).isEqualTo(one);
        assertThat(TestPartitions.partition(choice, TWO_THOUSAND, 2)).isNotEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource({"0.05, 3, 1", "0.1, 10, 4", "0.3, 20, 4", "1, 7, 30", "100, 20, 40"})
    void dirichletReachesTheMinimum(double alpha, int clients, int minExamples) {
        Dataset dataset = LabelledDatasets.of(2003, 10);
        for (long seed = 0; seed < 10; seed++) {
            Partition partition = TestPartitions.partition(dirichlet(alpha, clients, minExamples), dataset, seed);
            assertThat(partition.clients()).as("seed %d", seed).hasSize(clients);
            assertThat(TestPartitions.everyIndex(partition)).as("seed %d", seed).hasSize(2003);
            assertThat(IntStream.of(TestPartitions.sizes(partition)))
                    .as("seed %d", seed)
                    .allMatch(size -> size >= minExamples);
        }
    }

    /** With alpha of a million, shares are within 1 % of 1/n, as no client is full before the last class. */
    @Test
    void largeAlphaDistributesClassesEvenly() {
        Dataset dataset = LabelledDatasets.of(40_000, 4);
        for (int[] counts :
                TestPartitions.classCounts(TestPartitions.partition(dirichlet(1e6, 5, 4), dataset, 4), dataset)) {
            for (int label = 0; label < 3; label++) {
                assertThat(counts[label] / 10_000.0).as("class %d", label).isBetween(0.2 * 0.99, 0.2 * 1.01);
            }
        }
    }

    @Test
    void clientsDifferMoreWithSmallAlpha() {
        assertThat(meanLargestClassShare(dirichlet(0.1, 20, 4)))
                .isGreaterThan(meanLargestClassShare(dirichlet(10, 20, 4)) + 0.2);
        assertThat(meanLargestClassShare(perClient(0.1, DirichletPerClient.Prior.UNIFORM)))
                .isGreaterThan(meanLargestClassShare(perClient(10, DirichletPerClient.Prior.UNIFORM)) + 0.2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20, 2003})
    void iidSizesDifferByAtMostOne(int clients) {
        Partition partition = TestPartitions.partition(
                PluginChoice.of(new Iid.Provider(), new Iid(TestPartitions.clientSplit(clients))),
                LabelledDatasets.of(2003, 10),
                3);
        assertThat(IntStream.of(TestPartitions.sizes(partition)))
                .allMatch(size -> size == 2003 / clients || size == (2003 + clients - 1) / clients);
    }

    /** Class counts follow the prior within five standard deviations. */
    @Test
    void classProportionsVaryAroundThePrior() {
        int[] labels = IntStream.range(0, 20_000)
                .map(i -> i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2)
                .toArray();
        Dataset dataset = LabelledDatasets.of(3, labels, new int[0]);
        Partition partition =
                TestPartitions.partition(perClient(1e9, DirichletPerClient.Prior.CLASS_FREQUENCY), dataset, 5);
        assertThat(TestPartitions.sizes(partition)).containsOnly(1000);
        for (int[] counts : TestPartitions.classCounts(partition, dataset)) {
            assertThat(counts[0]).as("seed 5").isBetween(700 - 73, 700 + 73);
            assertThat(counts[1]).as("seed 5").isBetween(200 - 64, 200 + 64);
        }
        Partition skewed = TestPartitions.partition(perClient(1, DirichletPerClient.Prior.CLASS_FREQUENCY), dataset, 5);
        assertThat(Stream.of(TestPartitions.classCounts(skewed, dataset)))
                .as("concentrations sum to 1, not to the number of examples")
                .anyMatch(counts -> counts[1] > 500);
    }

    @Test
    void sizesOfDirichletPerClientAreConfigurable() {
        SizeOptions sizes = new SizeOptions(Sizes.LOGNORMAL, 0.5, 1, 20);
        PluginChoice<Partitioner> choice = PluginChoice.of(
                new DirichletPerClient.Provider(),
                new DirichletPerClient(0.1, DirichletPerClient.Prior.UNIFORM, sizes, TestPartitions.clientSplit(20)));
        int[] found = TestPartitions.sizes(TestPartitions.partition(choice, TWO_THOUSAND, 6));
        assertThat(IntStream.of(found)).allMatch(size -> size >= 20);
        assertThat(Arrays.stream(found).distinct().count()).isGreaterThan(10);
    }

    /**
     * The logarithms of lognormal sizes have the configured deviation within five standard errors, {@code sigma /
     * sqrt(2 n)}.
     */
    @Test
    void lognormalSizesHaveTheExpectedDeviation() {
        int clients = 2000;
        double sigma = 0.5;
        PluginChoice<Partitioner> choice = PluginChoice.of(
                new Quantity.Provider(),
                new Quantity(new SizeOptions(Sizes.LOGNORMAL, 1, sigma, 1), TestPartitions.clientSplit(clients)));
        int[] sizes = TestPartitions.sizes(TestPartitions.partition(choice, LabelledDatasets.of(400_000, 2), 7));
        double[] logs = Arrays.stream(sizes).mapToDouble(Math::log).toArray();
        double mean = Arrays.stream(logs).average().orElseThrow();
        double variance =
                Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum() / clients;
        assertThat(Math.sqrt(variance)).as("seed 7").isBetween(sigma - 0.04, sigma + 0.04);
        assertThat(mean)
                .as("the mean of a lognormal is exp(sigma^2 / 2) times its median, seed 7")
                .isBetween(Math.log(200) - sigma * sigma / 2 - 0.06, Math.log(200) - sigma * sigma / 2 + 0.06);
    }

    /** Shares of examples have the variance of a Dirichlet draw, {@code (1/n)(1 - 1/n) / (n alpha + 1)}. */
    @Test
    void dirichletSizesHaveTheExpectedVariance() {
        int clients = 400;
        double alpha = 5;
        PluginChoice<Partitioner> choice = PluginChoice.of(
                new Quantity.Provider(),
                new Quantity(new SizeOptions(Sizes.DIRICHLET, alpha, 1, 10), TestPartitions.clientSplit(clients)));
        int[] sizes = TestPartitions.sizes(TestPartitions.partition(choice, LabelledDatasets.of(400_000, 2), 8));
        double squares = Arrays.stream(sizes)
                .mapToDouble(size -> (size / 400_000.0 - 1.0 / clients) * (size / 400_000.0 - 1.0 / clients))
                .sum();
        double variance = (1.0 / clients) * (1 - 1.0 / clients) / (clients * alpha + 1);
        assertThat(squares / clients / variance).as("seed 8").isBetween(0.6, 1.4);
    }

    @Test
    void sizesAreRoundedByLargestRemainders() {
        assertThat(SizeDraw.rounded(new double[] {0.25, 0.35, 0.4}, 10)).containsExactly(3, 3, 4);
        assertThat(SizeDraw.rounded(new double[] {0.16, 0.68, 0.16}, 10)).containsExactly(2, 7, 1);
        assertThat(SizeDraw.rounded(new double[] {1}, 7)).containsExactly(7);
    }

    @Test
    void shardsHaveFewClassesAndWarnOfRemainders() {
        RecordingContext context = new RecordingContext();
        PluginChoice<Partitioner> choice =
                PluginChoice.of(new Shards.Provider(), new Shards(2, TestPartitions.clientSplit(10)));
        Partition even = TestPartitions.partition(choice, TWO_THOUSAND, 9, context);
        assertThat(TestPartitions.sizes(even)).containsOnly(200);
        assertThat(TestPartitions.classes(even, TWO_THOUSAND))
                .allMatch(classes -> classes.size() <= 2)
                .as("shards are shuffled")
                .anyMatch(classes -> classes.size() == 2);
        assertThat(context.warnings()).isEmpty();

        Partition uneven = TestPartitions.partition(choice, LabelledDatasets.of(2013, 10), 9, context);
        assertThat(TestPartitions.sizes(uneven)).containsOnly(200);
        assertThat(context.warnings())
                .containsExactly("20 shards of 100 examples leave out 13 of the 2013 examples of Turns");
    }

    /** {@code ceil(10 * 2 / 10) = 2} clients share each class: the first two take classes 0 and 1, and so on. */
    @Test
    void classesGoToTheFirstClientsThatNeedOne() {
        PluginChoice<Partitioner> choice = PluginChoice.of(
                new Pathological.Provider(), new Pathological(2, true, 40, TestPartitions.clientSplit(10)));
        Partition partition = TestPartitions.partition(choice, LabelledDatasets.of(2010, 10), 10);
        for (int client = 0; client < 10; client++) {
            int first = client / 2 * 2;
            assertThat(TestPartitions.classes(partition, LabelledDatasets.of(2010, 10))
                            .get(client))
                    .as("client %d", client)
                    .containsExactly(first, first + 1);
        }
        assertThat(TestPartitions.sizes(partition))
                .as("the last client of a class gets the rest of its 201 examples")
                .containsExactly(200, 202, 200, 202, 200, 202, 200, 202, 200, 202);
    }

    @Test
    void unbalancedPartsHaveAtLeastATenthOfTheMean() {
        PluginChoice<Partitioner> choice = PluginChoice.of(
                new Pathological.Provider(), new Pathological(2, false, 40, TestPartitions.clientSplit(50)));
        Dataset dataset = LabelledDatasets.of(20_000, 10);
        int[][] counts = TestPartitions.classCounts(TestPartitions.partition(choice, dataset, 11), dataset);
        for (int label = 0; label < 10; label++) {
            int current = label;
            int[] parts = Arrays.stream(counts)
                    .mapToInt(classCounts -> classCounts[current])
                    .filter(part -> part > 0)
                    .toArray();
            assertThat(parts).as("class %d", label).hasSize(10);
            assertThat(Arrays.stream(parts).limit(9)).as("class %d", label).allMatch(part -> part >= 20 && part < 200);
            assertThat(parts[9]).as("class %d", label).isGreaterThanOrEqualTo(200);
        }
    }

    @Test
    void warnsIfClassesDoNotDivideEvenly() {
        RecordingContext context = new RecordingContext();
        PluginChoice<Partitioner> choice = PluginChoice.of(
                new Pathological.Provider(), new Pathological(2, true, 40, TestPartitions.clientSplit(3)));
        Dataset dataset = LabelledDatasets.of(500, 5);
        assertThat(TestPartitions.classes(TestPartitions.partition(choice, dataset, 12, context), dataset))
                .containsExactly(List.of(0, 1), List.of(0, 1), List.of(2, 3));
        assertThat(context.warnings())
                .containsExactly(
                        "3 clients with 2 classes leave out 100 of the 500 examples of Turns: all examples of its "
                                + "last classes");

        RecordingContext other = new RecordingContext();
        Dataset three = LabelledDatasets.of(300, 3);
        assertThat(TestPartitions.classes(TestPartitions.partition(choice, three, 12, other), three))
                .containsExactly(List.of(0, 1), List.of(0, 1), List.of(2));
        assertThat(other.warnings()).singleElement().asString().contains("1 of 3 clients have fewer than 2 classes");
    }

    @Test
    void clientsOfAClusterHaveTheSameClasses() {
        RecordingContext context = new RecordingContext();
        Dataset dataset = LabelledDatasets.of(600, 6);
        PluginChoice<Partitioner> choice = clusters(2, 5);
        Partition partition = TestPartitions.partition(choice, dataset, 13, context);
        assertThat(TestPartitions.classes(partition, dataset))
                .containsExactly(List.of(0, 1), List.of(2, 3), List.of(4, 5), List.of(0, 1), List.of(2, 3));
        assertThat(TestPartitions.sizes(partition)).containsExactly(100, 100, 200, 100, 100);
        assertThat(context.warnings()).isEmpty();

        assertThat(TestPartitions.everyIndex(TestPartitions.partition(clusters(2, 2), dataset, 13, context)))
                .hasSize(400);
        assertThat(context.warnings())
                .containsExactly("2 clients in 3 clusters: no client has the last 2 classes of Turns");
        assertRejected(clusters(4, 5), dataset, PartitionErrors.UNSUPPORTED, "classes-per-cluster = 4", "6 classes");
    }

    @Test
    void exdirClientsHaveOnlyTheirDrawnClasses() {
        PluginChoice<Partitioner> choice =
                PluginChoice.of(new Exdir.Provider(), new Exdir(3, 0.3, TestPartitions.clientSplit(20), 10));
        for (long seed = 0; seed < 5; seed++) {
            Partition partition = TestPartitions.partition(choice, TWO_THOUSAND, seed);
            assertThat(TestPartitions.classes(partition, TWO_THOUSAND))
                    .as("seed %d", seed)
                    .allMatch(c -> c.size() <= 3);
            assertThat(IntStream.of(TestPartitions.sizes(partition)))
                    .as("seed %d", seed)
                    .allMatch(size -> size >= 10);
        }
        assertRejected(
                PluginChoice.of(new Exdir.Provider(), new Exdir(2, 0.3, TestPartitions.clientSplit(4), 10)),
                TWO_THOUSAND,
                PartitionErrors.UNSUPPORTED,
                "clients = 4",
                "10 classes");
    }

    /** Ten clients of one class each rarely draw ten different classes: once in 2,756 draws. */
    @Test
    void redrawsUntilEveryClassHasAHolder() {
        PluginChoice<Partitioner> choice =
                PluginChoice.of(new Exdir.Provider(), new Exdir(1, 1, TestPartitions.clientSplit(10), 1));
        assertThat(TestPartitions.classes(TestPartitions.partition(choice, TWO_THOUSAND, 0), TWO_THOUSAND))
                .as("seed 0")
                .allMatch(classes -> classes.size() == 1)
                .doesNotHaveDuplicates();
    }

    @Test
    void rejectsPartitionsThatTheDataDoNotAllow() {
        Dataset hundred = LabelledDatasets.of(100, 10);
        assertRejected(dirichlet(0.3, 30, 4), hundred, PartitionErrors.TOO_FEW_EXAMPLES, "30", "120", "100");
        assertRejected(
                dirichlet(0.01, 10, 10),
                LabelledDatasets.of(100, 2),
                RejectionSampling.MINIMUM_NOT_REACHED,
                "min-examples = 10",
                "10000 draws",
                "alpha is 0.01");
        assertRejected(
                PluginChoice.of(
                        new Pathological.Provider(), new Pathological(11, true, 40, TestPartitions.clientSplit(10))),
                hundred,
                PartitionErrors.UNSUPPORTED,
                "classes-per-client = 11",
                "10 classes");
        for (int clients : new int[] {101, 2_000_000_000}) {
            assertRejected(clusters(2, clients), hundred, PartitionErrors.TOO_FEW_EXAMPLES, "need " + clients, "100");
            assertRejected(
                    PluginChoice.of(
                            new Pathological.Provider(),
                            new Pathological(2, true, 40, TestPartitions.clientSplit(clients))),
                    hundred,
                    PartitionErrors.TOO_FEW_EXAMPLES,
                    "need " + clients);
        }
        assertRejected(
                PluginChoice.of(new Iid.Provider(), new Iid(subsampled(10, 0.05))),
                hundred,
                PartitionErrors.UNSUPPORTED,
                "10 of 10 clients have no training examples: 0, 1, 2, 3, 4, …. Use");
        assertRejected(
                PluginChoice.of(
                        new Natural.Provider(),
                        new Natural.Options(Natural.HoldOutSelection.LABEL_RUNS, 1, TestPartitions.split(0.25, 0))),
                hundred,
                PartitionErrors.UNSUPPORTED,
                "have no owners",
                "dataset.owner",
                "'natural'");
        assertRejected(
                PluginChoice.of(
                        new Quantity.Provider(),
                        new Quantity(new SizeOptions(Sizes.DIRICHLET, 0.01, 1, 10), TestPartitions.clientSplit(10))),
                hundred,
                RejectionSampling.MINIMUM_NOT_REACHED,
                "partition.min-examples = 10");
    }

    @Test
    void rejectsFractionsThatLeaveNoTrainingData() {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> TestPartitions.split(0.7, 0.3)))
                .hasMessageContainingAll("test-fraction = 0.7", "validation-fraction = 0.3");
        assertThat(new SplitOptions(Split.NATIVE_MATCHED, 0.7, Optional.of(0.3), 1).heldOutForTest())
                .isZero();
    }

    private static void assertRejected(
            PluginChoice<Partitioner> choice, Dataset dataset, ErrorCode code, CharSequence... mentions) {
        ExeuntException failure =
                catchThrowableOfType(ExeuntException.class, () -> TestPartitions.partition(choice, dataset, 0));
        assertThat(failure).as("%s", choice.options()).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure).hasMessageContainingAll(mentions);
    }

    private static PluginChoice<Partitioner> dirichlet(double alpha, int clients, int minExamples) {
        return PluginChoice.of(
                new Dirichlet.Provider(), new Dirichlet(alpha, TestPartitions.clientSplit(clients), minExamples));
    }

    private static PluginChoice<Partitioner> perClient(double alpha, DirichletPerClient.Prior prior) {
        return PluginChoice.of(
                new DirichletPerClient.Provider(),
                new DirichletPerClient(alpha, prior, TestPartitions.EQUAL_SIZES, TestPartitions.clientSplit(20)));
    }

    private static PluginChoice<Partitioner> clusters(int classesPerCluster, int clients) {
        return PluginChoice.of(
                new ClusterSkew.Provider(), new ClusterSkew(classesPerCluster, TestPartitions.clientSplit(clients)));
    }

    private static double meanLargestClassShare(PluginChoice<Partitioner> choice) {
        Dataset dataset = LabelledDatasets.of(4000, 10);
        Partition partition = TestPartitions.partition(choice, dataset, 6);
        return Arrays.stream(TestPartitions.classCounts(partition, dataset))
                .mapToDouble(counts -> Arrays.stream(counts).max().orElseThrow()
                        / (double) Arrays.stream(counts).sum())
                .average()
                .orElseThrow();
    }

    @Test
    void clientsUseASubsampleOfTheirExamples() {
        Dataset dataset = LabelledDatasets.of(4000, 10);
        List<PluginChoice<Partitioner>> whole = TestPartitions.all(TestPartitions.clientSplit(8));
        List<PluginChoice<Partitioner>> subsampled = TestPartitions.all(subsampled(8, 0.3));
        for (int i = 0; i < whole.size(); i++) {
            Partition assigned = TestPartitions.partition(whole.get(i), dataset, 5);
            Partition used = TestPartitions.partition(subsampled.get(i), dataset, 5);
            for (int client = 0; client < 8; client++) {
                int[] all = TestPartitions.indices(assigned.clients().get(client));
                int[] some = TestPartitions.indices(used.clients().get(client));
                assertThat(some).as("%s", subsampled.get(i)).hasSize(3 * all.length / 10);
                assertThat(all).as("%s", subsampled.get(i)).contains(some);
            }
            assertThat(TestPartitions.everyIndex(used))
                    .as("%s", subsampled.get(i))
                    .doesNotHaveDuplicates();
        }
    }

    private static ClientSplitOptions subsampled(int clients, double subsample) {
        return new ClientSplitOptions(clients, new SplitOptions(Split.MERGE_SPLIT, 0.25, Optional.empty(), subsample));
    }

    @Test
    void aClientWithOneExampleTrainsOnIt() {
        PluginChoice<Partitioner> choice = PluginChoice.of(
                new Iid.Provider(), new Iid(new ClientSplitOptions(8, TestPartitions.split(0.49, 0.5))));
        for (ClientShare share :
                TestPartitions.partition(choice, LabelledDatasets.of(8, 2), 0).clients()) {
            assertThat(share.train()).hasSize(1);
        }
    }
}
