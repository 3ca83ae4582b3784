package org.exeunt.runtime.federation;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;

/** Creates clients with their examples from a partition when they are accessed, and checks the partition. */
final class ClientDataFactory {
    private final Dataset dataset;
    private final Examples all;
    private final Partition partition;
    private final int[] commonTest;

    private ClientDataFactory(Dataset dataset, Partition partition) {
        this.dataset = dataset;
        this.all = dataset.all();
        this.partition = partition;
        this.commonTest = partition.commonTest();
    }

    /**
     * Returns the clients of a partition.
     *
     * @param choice the partitioner, for the message if an example does not exist or is assigned twice
     */
    static List<Client> of(Dataset dataset, Partition partition, PluginChoice<Partitioner> choice) {
        requireDisjoint(dataset.all().size(), partition, choice);
        return new LazyList<>(partition.clients().size(), new ClientDataFactory(dataset, partition)::client);
    }

    private static void requireDisjoint(int examples, Partition partition, PluginChoice<Partitioner> choice) {
        BitSet assigned = new BitSet(examples);
        assign(partition.commonTest(), "the common test", examples, assigned, choice);
        int client = 0;
        for (ClientShare share : partition.clients()) {
            String holder = "client " + client;
            assign(share.train(), holder, examples, assigned, choice);
            assign(share.validation(), holder, examples, assigned, choice);
            assign(share.test(), holder, examples, assigned, choice);
            client++;
        }
    }

    private Client client(int index) {
        ClientShare share = partition.clients().get(index);
        return commonTest.length > 0
                ? withCommonTest(index, share)
                : client(index, share, Collections.nCopies(dataset.classes(), 1.0));
    }

    private Client client(int index, ClientShare share, List<Double> classWeights) {
        return new Client(
                new ClientId(index),
                all.select(share.train()),
                all.select(share.validation()),
                all.select(share.test()),
                share,
                classWeights);
    }

    /**
     * Weights the common test set by the client's classes; examples of classes that the client does not hold are
     * omitted.
     */
    private Client withCommonTest(int client, ClientShare share) {
        int[] held = IntStream.concat(IntStream.of(share.train()), IntStream.of(share.validation()))
                .toArray();
        int[] counts = all.select(held).classCounts(dataset.classes());
        int[] counting = IntStream.of(commonTest)
                .filter(index -> counts[all.label(index)] > 0)
                .toArray();
        return client(
                client,
                new ClientShare(share.train(), share.validation(), counting),
                IntStream.of(counts)
                        .mapToObj(count -> (double) count / held.length)
                        .toList());
    }

    private static void assign(
            int[] indices, String holder, int examples, BitSet assigned, PluginChoice<Partitioner> choice) {
        for (int index : indices) {
            if (index < 0 || index >= examples) {
                throw PluginCall.contractViolation(
                        choice, "%s has example %d; expected examples 0 to %d".formatted(holder, index, examples - 1));
            }
            if (assigned.get(index)) {
                throw PluginCall.contractViolation(
                        choice, "example %d is assigned twice, the second time to %s".formatted(index, holder));
            }
            assigned.set(index);
        }
    }
}
