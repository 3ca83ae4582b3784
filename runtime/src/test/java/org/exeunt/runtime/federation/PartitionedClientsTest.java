package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.FixedPlugin;
import org.junit.jupiter.api.Test;

class PartitionedClientsTest {
    /** Labels 0, 1, 2 in turn. */
    private static final Dataset DATASET = Blobs.source(30).load(new RandomStreams(1));

    private static List<Client> clients(Partition partition) {
        PluginChoice<Partitioner> choice = FixedPlugin.of(Partitioner.class, "given", (dataset, random) -> partition);
        return PartitionedData.clients(
                DATASET,
                partition,
                FeatureShift.of(Optional.empty(), partition.clients().size(), DATASET.input(), new RandomStreams(1)),
                choice);
    }

    private static int[] labels(Examples examples) {
        return IntStream.range(0, examples.size()).map(examples::label).toArray();
    }

    @Test
    void weightsAnOwnTestSetUniformly() {
        Client client = clients(
                        Partition.of(List.of(new ClientShare(new int[] {0, 1}, new int[] {2}, new int[] {3, 4}))))
                .get(0);
        assertThat(labels(client.train())).containsExactly(0, 1);
        assertThat(labels(client.validation())).containsExactly(2);
        assertThat(labels(client.test())).containsExactly(0, 1);
        assertThat(client.classWeights()).containsExactly(1.0, 1.0, 1.0);
        assertThat(client.train().size()).isEqualTo(2);
    }

    @Test
    void createsClientsOnEachAccess() {
        List<Client> clients = clients(Partition.of(List.of(ClientShare.of(new int[] {0}, new int[] {1}))));
        assertThat(clients.get(0)).isNotSameAs(clients.get(0));
        assertThat(clients).hasSize(1);
        assertThatThrownBy(() -> clients.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void weightsACommonTestSetByTheClientsClasses() {
        List<Client> clients = clients(new Partition(
                List.of(
                        new ClientShare(new int[] {0, 3, 1}, new int[] {6}, new int[0]),
                        ClientShare.of(new int[] {2, 4}, new int[0])),
                new int[] {9, 10, 11, 12, 14},
                new int[0]));
        assertThat(clients.get(0).classWeights()).containsExactly(.75, .25, 0.0);
        assertThat(labels(clients.get(0).test())).containsExactly(0, 1, 0);
        assertThat(clients.get(1).classWeights()).containsExactly(0.0, .5, .5);
        assertThat(labels(clients.get(1).test())).containsExactly(1, 2, 2);
    }

    @Test
    void rejectsDuplicateAndUnknownExamples() {
        assertThatThrownBy(() -> clients(new Partition(
                        List.of(ClientShare.of(new int[] {0}, new int[0]), ClientShare.of(new int[] {5}, new int[0])),
                        new int[] {4, 5},
                        new int[0])))
                .hasMessageContaining("client 1 has example 5; expected examples 0 to 29, each once");
        assertThatThrownBy(() ->
                        clients(Partition.of(List.of(new ClientShare(new int[] {0}, new int[] {1}, new int[] {1})))))
                .hasMessageContaining("client 0 has example 1;");
        assertThatThrownBy(() -> clients(new Partition(List.of(), new int[] {30}, new int[0])))
                .hasMessageContaining("the common test has example 30;");
        ClientShare share = ClientShare.of(new int[] {0, 1}, new int[] {2});
        assertThatThrownBy(() -> clients(new Partition(List.of(share), new int[0], new int[] {3, 1})))
                .hasMessageContaining("client 0 has example 1;");
    }
}
