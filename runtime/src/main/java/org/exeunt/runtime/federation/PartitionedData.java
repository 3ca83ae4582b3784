package org.exeunt.runtime.federation;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.store.identity.ClassDistribution;

/**
 * The data set of a run and its partition into clients.
 *
 * @param dataset of the run
 * @param partition of its examples
 * @param clients of the partition, in client order; not copied, so that they can be created when they are accessed
 * @param shift by which the inputs of clients differ from those of the data set
 */
public record PartitionedData(Dataset dataset, Partition partition, List<Client> clients, FeatureShift shift) {
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
                config.dataset(), "reading its examples", () -> CheckedExamples.of(loaded, config.dataset()));
        dataset.classNames().stream()
                .collect(Collectors.groupingBy(name -> name.strip().toLowerCase(Locale.ROOT)))
                .values()
                .stream()
                .filter(alike -> alike.size() > 1)
                .forEach(alike -> context.warn(
                        "classes of %s differ only in spelling: %s; if they are meant to be one class, correct their labels"
                                .formatted(dataset.name(), alike)));
        var partitioner = PluginCall.create(config.partition(), "partition", context);
        Partition partition = partitioner.partition(dataset, streams.stream(RandomPurpose.PARTITION));
        FeatureShift shift =
                FeatureShift.of(config.featureShift(), partition.clients().size(), dataset.input(), streams);
        return new PartitionedData(dataset, partition, clients(dataset, partition, shift, config.partition()), shift);
    }

    /** Returns the examples of the server, which no client has. */
    public Examples server() {
        return dataset.all().select(partition.server());
    }

    /**
     * Returns the clients of a partition, created on each access.
     *
     * @param choice the partitioner, for the message if an example does not exist or is assigned twice
     */
    static List<Client> clients(
            Dataset dataset, Partition partition, FeatureShift shift, PluginChoice<Partitioner> choice) {
        Examples all = dataset.all();
        BitSet assigned = new BitSet(all.size());
        int[] commonTest = partition.commonTest();
        assign(commonTest, "the common test", all.size(), assigned, choice);
        assign(partition.server(), "the server", all.size(), assigned, choice);
        int client = 0;
        for (ClientShare share : partition.clients()) {
            for (int[] part : List.of(share.train(), share.validation(), share.test())) {
                assign(part, "client " + client, all.size(), assigned, choice);
            }
            client++;
        }
        return new LazyList<>(
                partition.clients().size(),
                index -> client(
                        index,
                        partition.clients().get(index),
                        commonTest,
                        shift.seen(all, new ClientId(index)),
                        dataset.classes()));
    }

    /**
     * Checks that all values are token ids of the network, if it reads such and the data set does not state them.
     *
     * @param tokens number of token ids of the network
     */
    void checkTokens(OptionalInt tokens, PluginChoice<DatasetSource> choice) {
        if (tokens.isPresent() && dataset.input().vocabulary().isEmpty()) {
            InputShape input = new InputShape(dataset.input().lengths(), tokens);
            new CheckedExamples(dataset.all(), "training or test", input, dataset.classNames(), choice).readAll();
        }
    }

    private static void assign(
            int[] indices, String holder, int examples, BitSet assigned, PluginChoice<Partitioner> choice) {
        for (int index : indices) {
            if (index < 0 || index >= examples || assigned.get(index)) {
                throw PluginCall.contractViolation(
                        choice,
                        "%s has example %d; expected examples 0 to %d, each once"
                                .formatted(holder, index, examples - 1));
            }
            assigned.set(index);
        }
    }

    /**
     * Returns a client. A common test set is weighted by the client's classes; its examples of classes that the client
     * does not hold are omitted.
     */
    private static Client client(int index, ClientShare given, int[] commonTest, Examples all, int classes) {
        ClientShare share = given;
        List<Double> weights = Collections.nCopies(classes, 1.0);
        if (commonTest.length > 0) {
            int[] held = IntStream.concat(IntStream.of(share.train()), IntStream.of(share.validation()))
                    .toArray();
            int[] counts = all.select(held).classCounts(classes);
            int[] test = IntStream.of(commonTest)
                    .filter(example -> counts[all.label(example)] > 0)
                    .toArray();
            share = new ClientShare(share.train(), share.validation(), test);
            weights = IntStream.of(counts)
                    .mapToObj(count -> (double) count / held.length)
                    .toList();
        }
        return new Client(
                new ClientId(index),
                all.select(share.train()),
                all.select(share.validation()),
                all.select(share.test()),
                share,
                weights);
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
