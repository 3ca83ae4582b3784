package org.exeunt.runtime.federation;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.RunConfig;
import org.exeunt.runtime.store.identity.ClassDistribution;

/**
 * The data set of a run and its partition into clients.
 *
 * @param dataset of the run
 * @param partition of its examples
 * @param clients of the partition, in client order; not copied, so that they can be created when they are accessed
 */
public record PartitionedData(Dataset dataset, Partition partition, List<Client> clients) {
    public PartitionedData {
        clients = Collections.unmodifiableList(clients);
    }

    /**
     * Loads and partitions the data of a run; equal configurations give equal data.
     *
     * @throws org.exeunt.api.error.ExeuntException if the data cannot be loaded, are wrong or cannot be partitioned
     */
    public static PartitionedData of(RunConfig config, PluginContext context) {
        RandomStreams streams = new RandomStreams(config.seed());
        var source = PluginCall.create(config.dataset(), "dataset", context);
        Dataset loaded = source.load(streams.derive(RandomPurpose.DATA));
        Dataset dataset = PluginCall.call(
                config.dataset(),
                "reading its examples",
                () -> CheckedExamples.of(loaded, config.dataset(), context::warn));
        var partitioner = PluginCall.create(config.partition(), "partition", context);
        Partition partition = partitioner.partition(dataset, streams.stream(RandomPurpose.PARTITION));
        return new PartitionedData(dataset, partition, ClientDataFactory.of(dataset, partition, config.partition()));
    }

    /** Returns the classes, and each client's owner and numbers of examples of each class. */
    public ClassDistribution classDistribution() {
        return new ClassDistribution(dataset.classNames(), new LazyList<>(clients.size(), client -> clients.get(client)
                .classCounts(dataset.classes(), owner(new ClientId(client)))));
    }

    /** Returns the owner of all examples of a client; empty if they have none or several. */
    public Optional<String> owner(ClientId client) {
        return dataset.owners()
                .flatMap(owners ->
                        owners.common(partition.clients().get(client.index()).all()));
    }

    /**
     * Returns different names of the first clients, in client order: those of the owners of their examples if each
     * client has one of its own, or else their ids.
     */
    List<String> names(int members) {
        List<String> owners = dataset.owners().isEmpty()
                ? List.of()
                : IntStream.range(0, members)
                        .mapToObj(client -> owner(new ClientId(client)))
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList();
        return members > 0 && owners.size() == members ? owners : new LazyList<>(members, Integer::toString);
    }
}
