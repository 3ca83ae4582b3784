package org.exeunt.strategies.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
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
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.SamplingRequest;
import org.junit.jupiter.api.Test;

class SamplersTest {
    private static final List<ClientSpec> CLIENTS = IntStream.range(0, 5)
            .mapToObj(i -> new ClientSpec(new ClientId(i), i + 1))
            .toList();

    @Test
    void roundRobinTakesTurnsAndRepeats() {
        RandomGenerator random = new RandomStreams(1).stream("sampling");
        RoundRobinSampler sampler = new RoundRobinSampler();
        assertThat(sampler.sample(request(1, 2, random)))
                .extracting(ClientId::index)
                .containsExactly(0, 1);
        assertThat(sampler.sample(request(2, 2, random)))
                .extracting(ClientId::index)
                .containsExactly(2, 3);
        assertThat(sampler.sample(request(3, 2, random)))
                .extracting(ClientId::index)
                .containsExactly(0, 4);
    }

    /** The devices are of the tiers high, low, high, low and high. */
    @Test
    void tiersAreThoseOfDevices() {
        FederationSpec plain = federation(CLIENTS);
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
                assertThat(new UniformSampler().sample(request(1, size, new RandomStreams(seed).stream("sampling"))))
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
                                .sample(request(1, size, new RandomStreams(seed).stream("sampling"))))
                        .as("size %d, seed %d", size, seed)
                        .containsExactlyElementsOf(
                                byKey.values().stream().limit(size).sorted().toList());
            }
        }
    }

    /** With ten of a million clients, copying or visiting all of them would allocate many megabytes. */
    @Test
    void samplersDoNotVisitAllClients() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FederationSpec federation = federation(IntStream.range(0, 1_000_000)
                .mapToObj(i -> new ClientSpec(new ClientId(i), 1))
                .toList());
        for (ClientSampler sampler : List.of(new UniformSampler(), new RoundRobinSampler())) {
            RandomGenerator random = new RandomStreams(4).stream("sampling");
            SamplingRequest request = new SamplingRequest(federation, new Round(7), 10, Feedback.none(), random);
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(sampler.sample(request)).hasSize(10);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
        }
    }

    private static SamplingRequest request(int round, int size, RandomGenerator random) {
        return new SamplingRequest(federation(CLIENTS), new Round(round), size, Feedback.none(), random);
    }

    private static FederationSpec federation(List<ClientSpec> clients) {
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
                List.of(),
                true);
        return FederationSpec.of(
                1,
                clients,
                network,
                client -> ParameterSet.zeros(network.layout().all()));
    }
}
