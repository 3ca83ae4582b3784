package org.exeunt.strategies.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.device.Device;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.FederationSpec;
import org.junit.jupiter.api.Test;

class SamplersTest {
    private static final List<ClientSpec> CLIENTS = IntStream.range(0, 5)
            .mapToObj(i -> new ClientSpec(new ClientId(i), i + 1))
            .toList();

    @Test
    void roundRobinTakesTurnsAndRepeats() {
        RandomGenerator random = new RandomStreams(1).stream("sampling");
        RoundRobinSampler sampler = new RoundRobinSampler();
        assertThat(sampler.sample(new Round(1), CLIENTS, 2, random))
                .extracting(ClientId::index)
                .containsExactly(0, 1);
        assertThat(sampler.sample(new Round(2), CLIENTS, 2, random))
                .extracting(ClientId::index)
                .containsExactly(2, 3);
        assertThat(sampler.sample(new Round(3), CLIENTS, 2, random))
                .extracting(ClientId::index)
                .containsExactly(0, 4);
    }

    /** The devices are of the tiers high, low, high, low and high. */
    @Test
    void tiersAreThoseOfDevices() {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("W", BlockRole.HEAD, 1, List.of(1))
                .build();
        NetworkSpec network = new NetworkSpec(
                layout,
                InputShape.vector(1),
                2,
                List.of(new Macs(1)),
                List.of(new Macs(1)),
                Optional.empty(),
                List.of(1L),
                true);
        FederationSpec plain = FederationSpec.of(
                1,
                CLIENTS,
                network,
                client -> ParameterSet.zeros(network.layout().all()));
        FederationSpec federation = plain.withDevices(IntStream.range(0, 5)
                .mapToObj(client -> new Device(client % 2 == 0 ? "high" : "low", 1, 1, 1, 1))
                .toList());
        tiers("low").validate(federation);
        assertThatThrownBy(() -> tiers("high", "hgih").validate(federation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("tiers [hgih]", "tiers of clients are [high, low]");
        assertThatThrownBy(() -> tiers("high").validate(plain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add the section 'devices'");
    }

    private static ClientSampler tiers(String... tiers) {
        return new TierSampler(new TierSampler.Options(List.of(tiers)));
    }

    /** The definition: the first elements of a shuffled list of all clients. */
    @Test
    void uniformSamplesAreThoseOfAShuffledList() {
        for (int size = 1; size <= 5; size++) {
            for (int seed = 0; seed < 50; seed++) {
                RandomGenerator random = new RandomStreams(seed).stream("sampling");
                List<ClientId> shuffled =
                        new ArrayList<>(CLIENTS.stream().map(ClientSpec::id).toList());
                for (int i = 0; i < size; i++) {
                    Collections.swap(shuffled, i, i + random.nextInt(shuffled.size() - i));
                }
                assertThat(new UniformSampler()
                                .sample(new Round(1), CLIENTS, size, new RandomStreams(seed).stream("sampling")))
                        .as("size %d, seed %d", size, seed)
                        .containsExactlyElementsOf(
                                shuffled.subList(0, size).stream().sorted().toList());
            }
        }
    }

    /** The definition: the clients with the largest keys of a sorted list of all clients. */
    @Test
    void sizeWeightedSamplesHaveTheLargestKeys() {
        for (int size = 1; size <= 5; size++) {
            for (int seed = 0; seed < 50; seed++) {
                RandomGenerator random = new RandomStreams(seed).stream("sampling");
                SortedMap<Double, ClientId> byKey = new TreeMap<>(Comparator.reverseOrder());
                for (ClientSpec client : CLIENTS) {
                    byKey.put(Math.log(1 - random.nextDouble()) / client.trainExamples(), client.id());
                }
                assertThat(new SizeWeightedSampler()
                                .sample(new Round(1), CLIENTS, size, new RandomStreams(seed).stream("sampling")))
                        .as("size %d, seed %d", size, seed)
                        .containsExactlyElementsOf(
                                byKey.values().stream().limit(size).sorted().toList());
            }
        }
    }

    @Test
    void samplersReadOnlySampledClients() {
        List<Integer> read = new ArrayList<>();
        List<ClientSpec> clients = new AbstractList<>() {
            @Override
            public ClientSpec get(int index) {
                read.add(index);
                return new ClientSpec(new ClientId(index), 1);
            }

            @Override
            public int size() {
                return 1_000_000;
            }
        };
        for (ClientSampler sampler : List.of(new UniformSampler(), new RoundRobinSampler())) {
            read.clear();
            List<ClientId> cohort = sampler.sample(new Round(7), clients, 10, new RandomStreams(4).stream("sampling"));
            assertThat(read)
                    .containsExactlyInAnyOrderElementsOf(
                            cohort.stream().map(ClientId::index).toList());
        }
    }
}
