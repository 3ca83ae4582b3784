package org.exeunt.runtime.federation;

import java.util.ArrayList;
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
import org.exeunt.api.plugin.PluginChoice;

/** Creates clients with their examples from a partition, and checks the partition. */
final class ClientDataFactory {
    private final Dataset dataset;
    private final Examples all;
    private final Partition partition;
    private final PluginChoice<Partitioner> choice;
    private final BitSet assigned;

    private ClientDataFactory(Dataset dataset, Partition partition, PluginChoice<Partitioner> choice) {
        this.dataset = dataset;
        this.all = dataset.all();
        this.partition = partition;
        this.choice = choice;
        this.assigned = new BitSet(all.size());
    }

    /**
     * Returns the clients of a partition.
     *
     * @param choice the partitioner, for the message if an example does not exist or is assigned twice
     */
    static List<Client> of(Dataset dataset, Partition partition, PluginChoice<Partitioner> choice) {
        return new ClientDataFactory(dataset, partition, choice).all();
    }

    private List<Client> all() {
        int[] commonTest = partition.commonTest();
        assign(commonTest, "the common test");
        List<Client> clients = new ArrayList<>();
        for (ClientShare share : partition.clients()) {
            ClientId id = new ClientId(clients.size());
            assign(share.train(), "client " + id);
            assign(share.validation(), "client " + id);
            assign(share.test(), "client " + id);
            clients.add(commonTest.length > 0 ? withCommonTest(id, share, commonTest) : withOwnTest(id, share));
        }
        return clients;
    }

    private Client withOwnTest(ClientId id, ClientShare share) {
        return new Client(
                id,
                all.select(share.train()),
                all.select(share.validation()),
                all.select(share.test()),
                share,
                Collections.nCopies(dataset.classes(), 1.0));
    }

    /**
     * Weights the common test set by the client's classes; examples of classes that the client does not hold are
     * omitted.
     */
    private Client withCommonTest(ClientId id, ClientShare share, int[] commonTest) {
        int[] held = IntStream.concat(IntStream.of(share.train()), IntStream.of(share.validation()))
                .toArray();
        int[] counts = all.select(held).classCounts(dataset.classes());
        int[] counting = IntStream.of(commonTest)
                .filter(index -> counts[all.label(index)] > 0)
                .toArray();
        return new Client(
                id,
                all.select(share.train()),
                all.select(share.validation()),
                all.select(counting),
                new ClientShare(share.train(), share.validation(), counting),
                IntStream.of(counts)
                        .mapToObj(count -> (double) count / held.length)
                        .toList());
    }

    private void assign(int[] indices, String holder) {
        for (int index : indices) {
            if (index < 0 || index >= all.size()) {
                throw PluginCall.contractViolation(
                        choice,
                        "%s has example %d; expected examples 0 to %d".formatted(holder, index, all.size() - 1));
            }
            if (assigned.get(index)) {
                throw PluginCall.contractViolation(
                        choice, "example %d is assigned twice, the second time to %s".formatted(index, holder));
            }
            assigned.set(index);
        }
    }
}
