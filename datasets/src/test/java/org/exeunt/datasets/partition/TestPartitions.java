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
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.testkit.contract.RecordingContext;

/** Creates options and partitions, and summarises partitions. */
final class TestPartitions {

    private TestPartitions() {}

    /** Returns the default split: a quarter for the test, nothing for validation. */
    static ClientSplitOptions clientSplit(int clients) {
        return new ClientSplitOptions(clients, split(Split.MERGE_SPLIT));
    }

    static SplitOptions split(Split split) {
        return new SplitOptions(split, 0.25, Optional.empty(), 1, Optional.empty());
    }

    static SplitOptions split(double testFraction, double validationFraction) {
        return new SplitOptions(Split.MERGE_SPLIT, testFraction, Optional.of(validationFraction), 1, Optional.empty());
    }

    /** Returns the default split of what the server does not have. */
    static SplitOptions split(Split split, double serverFraction) {
        return new SplitOptions(split, 0.25, Optional.empty(), 1, Optional.of(serverFraction));
    }

    static PluginChoice<Partitioner> iid(ClientSplitOptions split) {
        return new DatasetPlugins().choose(Partitioner.class, "iid", new Iid(split));
    }

    static PluginChoice<Partitioner> dirichlet(double alpha, ClientSplitOptions split, int minExamples) {
        return new DatasetPlugins().choose(Partitioner.class, "dirichlet", new Dirichlet(alpha, split, minExamples));
    }

    static PluginChoice<Partitioner> quantity(double alpha, int minExamples, ClientSplitOptions split) {
        return new DatasetPlugins().choose(Partitioner.class, "quantity", new Quantity(alpha, minExamples, split));
    }

    static PluginChoice<Partitioner> shards(int perClient, ClientSplitOptions split) {
        return new DatasetPlugins().choose(Partitioner.class, "shards", new Shards(perClient, split));
    }

    static PluginChoice<Partitioner> pathological(int classes, ClientSplitOptions split) {
        return new DatasetPlugins().choose(Partitioner.class, "pathological", new Pathological(classes, split));
    }

    static PluginChoice<Partitioner> clusters(int classes, ClientSplitOptions split) {
        return new DatasetPlugins().choose(Partitioner.class, "cluster-skew", new ClusterSkew(classes, split));
    }

    static PluginChoice<Partitioner> natural(Natural.HoldOutSelection holdOut, int gap, SplitOptions split) {
        return new DatasetPlugins().choose(Partitioner.class, "natural", new Natural.Options(holdOut, gap, split));
    }

    /** Returns all partitioners for any number of clients. */
    static List<PluginChoice<Partitioner>> all(ClientSplitOptions clientSplit) {
        return List.of(
                dirichlet(0.3, clientSplit, 4),
                iid(clientSplit),
                quantity(0.5, 4, clientSplit),
                shards(2, clientSplit),
                pathological(2, clientSplit),
                clusters(2, clientSplit));
    }

    static Partition partition(PluginChoice<Partitioner> choice, Dataset dataset, long seed) {
        return partition(choice, dataset, seed, new RecordingContext());
    }

    static Partition partition(PluginChoice<Partitioner> choice, Dataset dataset, long seed, RecordingContext context) {
        return choice.create(context).partition(dataset, new RandomStreams(seed).stream("partition"));
    }

    /** Returns the indices of a client. */
    static int[] indices(ClientShare share) {
        return Stream.of(share.train(), share.validation(), share.test())
                .flatMapToInt(IntStream::of)
                .toArray();
    }

    static int[] sizes(Partition partition) {
        return partition.clients().stream()
                .mapToInt(share -> indices(share).length)
                .toArray();
    }

    /** Returns the number of examples per client and class. */
    static int[][] classCounts(Partition partition, Dataset dataset) {
        return partition.clients().stream()
                .map(share -> dataset.all().select(indices(share)).classCounts(dataset.classes()))
                .toArray(int[][]::new);
    }

    /** Returns the classes of each client. */
    static List<List<Integer>> classes(Partition partition, Dataset dataset) {
        return Arrays.stream(classCounts(partition, dataset))
                .map(counts -> IntStream.range(0, counts.length)
                        .filter(label -> counts[label] > 0)
                        .boxed()
                        .toList())
                .toList();
    }

    /** Returns all indices of the partition in ascending order. */
    static int[] everyIndex(Partition partition) {
        return IntStream.concat(
                        partition.clients().stream().flatMapToInt(share -> IntStream.of(indices(share))),
                        IntStream.concat(IntStream.of(partition.commonTest()), IntStream.of(partition.server())))
                .sorted()
                .toArray();
    }

    static void assertRejected(
            PluginChoice<Partitioner> choice, Dataset dataset, Errors error, CharSequence... mentions) {
        ExeuntException failure = catchThrowableOfType(ExeuntException.class, () -> partition(choice, dataset, 0));
        assertThat(failure).as("%s", choice.options()).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(error.code());
        assertThat(failure).hasMessageContainingAll(mentions);
    }
}
