package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionPropertyTest {
    @ParameterizedTest
    @CsvSource({"0.05, 3, 1", "0.1, 10, 4", "0.3, 20, 4", "1, 7, 30", "100, 20, 40"})
    void dirichletDealsOutEveryExampleOnceAndNobodyTooFew(double alpha, int clients, int minExamples) {
        Dataset dataset = LabelledDatasets.of(2003, 10);
        Partitioner partitioner = new DirichletPartitioner(new DirichletOptions(alpha, clients, 0.25, minExamples));
        for (long seed = 0; seed < 10; seed++) {
            Partition partition = partitioner.partition(dataset, new RandomStreams(seed).stream("partition"));
            assertThat(partition.clients()).as("seed %d", seed).hasSize(clients);
            assertComplete(partition, 2003, seed);
            assertThat(sizes(partition)).as("seed %d", seed).allMatch(size -> size >= minExamples);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "20", "2003"})
    void iidDealsOutEveryExampleOnceInEqualParts(int clients) {
        Partition partition = new IidPartitioner(new IidOptions(clients, 0.25))
                .partition(LabelledDatasets.of(2003, 10), new RandomStreams(3).stream("partition"));
        assertComplete(partition, 2003, 3);
        assertThat(sizes(partition)).allMatch(size -> size == 2003 / clients || size == (2003 + clients - 1) / clients);
    }

    @Test
    void aQuarterOfAClientsExamplesIsKeptForItsTest() {
        Partition partition = new IidPartitioner(new IidOptions(20, 0.25))
                .partition(LabelledDatasets.of(2000, 10), new RandomStreams(3).stream("partition"));
        assertThat(partition.clients()).allSatisfy(share -> {
            assertThat(share.train()).hasSize(75);
            assertThat(share.test()).hasSize(25);
        });
    }

    @Test
    void aClientWithOneExampleTrainsOnIt() {
        ClientShare share = new HoldOut(0.99).split(new int[] {8}, new RandomStreams(0).stream("split"));
        assertThat(share.train()).containsExactly(8);
        assertThat(share.test()).isEmpty();
    }

    @Test
    void equalStreamsGiveEqualPartitionsAndOthersDoNot() {
        Dataset dataset = LabelledDatasets.of(500, 10);
        for (Partitioner partitioner : List.of(
                new DirichletPartitioner(new DirichletOptions(0.3, 8, 0.25, 4)),
                new IidPartitioner(new IidOptions(8, 0.25)))) {
            assertThat(lists(partitioner, dataset, 1)).isEqualTo(lists(partitioner, dataset, 1));
            assertThat(lists(partitioner, dataset, 1)).isNotEqualTo(lists(partitioner, dataset, 2));
        }
    }

    /** A concentration of a million gives shares within 1 % of 1/n, as no client is full before the last class. */
    @Test
    void hugeConcentrationSpreadsClassesEvenly() {
        Dataset dataset = LabelledDatasets.of(40_000, 4);
        Partition partition = new DirichletPartitioner(new DirichletOptions(1e6, 5, 0.25, 4))
                .partition(dataset, new RandomStreams(4).stream("partition"));
        for (ClientShare share : partition.clients()) {
            int[] counts = dataset.all().select(held(share)).classCounts(4);
            for (int label = 0; label < 3; label++) {
                assertThat(counts[label] / 10_000.0).as("class %d", label).isBetween(0.2 * 0.99, 0.2 * 1.01);
            }
        }
    }

    @Test
    void smallConcentrationMakesClientsUnlike() {
        assertThat(meanLargestClassShare(0.1)).isGreaterThan(meanLargestClassShare(10) + 0.2);
    }

    @Test
    void refusesMoreClientsThanExamplesAllow() {
        ExeuntException failure = catchThrowableOfType(
                ExeuntException.class, () -> new DirichletPartitioner(new DirichletOptions(0.3, 30, 0.25, 4))
                        .partition(LabelledDatasets.of(100, 10), new RandomStreams(0).stream("partition")));
        assertThat(failure.code()).isEqualTo(Enough.TOO_FEW);
        assertThat(failure).hasMessageContainingAll("30", "120", "100");
    }

    @Test
    void givesUpWhenNoDrawReachesTheMinimum() {
        ExeuntException failure = catchThrowableOfType(
                ExeuntException.class, () -> new DirichletPartitioner(new DirichletOptions(0.01, 10, 0.25, 10))
                        .partition(LabelledDatasets.of(100, 2), new RandomStreams(0).stream("partition")));
        assertThat(failure.code()).isEqualTo(DirichletPartitioner.OUT_OF_LUCK);
        assertThat(failure).hasMessageContainingAll("min-examples = 10", "10000 draws", "alpha = 0.01");
    }

    private static double meanLargestClassShare(double alpha) {
        Dataset dataset = LabelledDatasets.of(4000, 10);
        return new DirichletPartitioner(new DirichletOptions(alpha, 20, 0.25, 4))
                .partition(dataset, new RandomStreams(6).stream("partition")).clients().stream()
                        .map(PartitionPropertyTest::held)
                        .mapToDouble(
                                held -> Arrays.stream(dataset.all().select(held).classCounts(10))
                                                .max()
                                                .orElseThrow()
                                        / (double) held.length)
                        .average()
                        .orElseThrow();
    }

    private static void assertComplete(Partition partition, int examples, long seed) {
        assertThat(partition.clients().stream()
                        .flatMapToInt(share -> IntStream.of(held(share)))
                        .sorted()
                        .toArray())
                .as("seed %d", seed)
                .isEqualTo(IntStream.range(0, examples).toArray());
    }

    private static IntStream sizes(Partition partition) {
        return partition.clients().stream().mapToInt(share -> held(share).length);
    }

    private static int[] held(ClientShare share) {
        return IntStream.concat(IntStream.of(share.train()), IntStream.of(share.test()))
                .toArray();
    }

    private static List<List<Integer>> lists(Partitioner partitioner, Dataset dataset, long seed) {
        return partitioner.partition(dataset, new RandomStreams(seed).stream("partition")).clients().stream()
                .map(share -> IntStream.of(held(share)).boxed().toList())
                .toList();
    }
}
