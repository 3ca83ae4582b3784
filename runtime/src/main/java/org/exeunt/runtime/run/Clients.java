package org.exeunt.runtime.run;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.Choice;

/** Gives clients their examples. */
final class Clients {
    private Clients() {}

    /**
     * Returns the clients of a partition.
     *
     * @param choice who dealt, for the message if an example does not exist or was dealt twice
     */
    static List<Client> of(Dataset dataset, Partition partition, Choice<Partitioner> choice) {
        Examples all = dataset.all();
        BitSet dealt = new BitSet(all.size());
        List<Client> clients = new ArrayList<>();
        for (Partition.ClientShare share : partition.clients()) {
            ClientId id = new ClientId(clients.size());
            deal(share.train(), id, all, dealt, choice);
            deal(share.test(), id, all, dealt, choice);
            clients.add(new Client(id, all.select(share.train()), all.select(share.test())));
        }
        return clients;
    }

    private static void deal(int[] indices, ClientId client, Examples all, BitSet dealt, Choice<Partitioner> choice) {
        for (int index : indices) {
            if (index < 0 || index >= all.size()) {
                throw PluginCall.broken(
                        choice,
                        "client %s has example %d, the data set has examples 0 to %d"
                                .formatted(client, index, all.size() - 1));
            }
            if (dealt.get(index)) {
                throw PluginCall.broken(
                        choice, "example %d was dealt twice, the second time to client %s".formatted(index, client));
            }
            dealt.set(index);
        }
    }
}
