package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.device.Device;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.FederationSpec;
import org.junit.jupiter.api.Test;

/** Checks the contract of a {@link ClientSampler}, rules A1 to A5. */
public abstract class ClientSamplerContract extends OptionEffects<ClientSampler> {
    private static final List<ClientSpec> CLIENTS = IntStream.range(0, 9)
            .mapToObj(i -> new ClientSpec(
                    new ClientId(i), 1 + 7 * i, Optional.of(new Device("tier" + i % 3, 1e9, 1e6, 1e6, 1 << 20))))
            .toList();

    @EachVariant("the cohort repeats a client, is not in client order, or has another size than requested")
    void a01_cohortsAreDistinctOrderedAndOfGivenSize(PluginChoice<ClientSampler> variant) {
        ClientSampler sampler = create(variant);
        List<ClientId> admitted = admittedBy(sampler);
        for (int round = 1; round <= 30; round++) {
            for (int size = 1; size <= admitted.size(); size++) {
                List<ClientId> cohort = sample(sampler, round, size);
                assertThat(cohort)
                        .as("A1: cohort of %d in round %d", size, round)
                        .hasSize(size)
                        .doesNotHaveDuplicates()
                        .isSorted()
                        .isSubsetOf(admitted);
            }
        }
    }

    @EachVariant("random numbers come from another source than the stream passed in, or state is kept between rounds")
    void a02_equalArgumentsGiveEqualCohorts(PluginChoice<ClientSampler> variant) {
        ClientSampler sampler = create(variant);
        List<ClientId> first = sample(sampler, 4, 2);
        sample(sampler, 5, 2);

        assertThat(sample(sampler, 4, 2)).as("A2: round 4 again").isEqualTo(first);
        assertThat(sample(create(variant), 4, 2))
                .as("A2: round 4 by another instance")
                .isEqualTo(first);
        // state may have no effect on these rounds, such as a count that has to reach a number
        assertThat(MutableFields.of(create(variant)))
                .as("A2: fields that can change")
                .isEmpty();
    }

    @EachVariant("some client is never sampled")
    void a03_everyClientIsSampled(PluginChoice<ClientSampler> variant) {
        Set<ClientId> sampled = new TreeSet<>();
        for (int round = 1; round <= 2000; round++) {
            sampled.addAll(sample(create(variant), round, 2));
        }
        assertThat(sampled)
                .as("A3: distinct clients sampled in 2000 rounds")
                .containsExactlyElementsOf(admittedBy(create(variant)));
    }

    @FailureHint(OtherOptions.HINT)
    @Test
    void a04_everyOptionHasAnEffect() {
        assertOptionsHaveEffects("A4", variant -> cohorts(create(variant)));
    }

    @EachVariant("the sampler reads devices, which clients have only in runs with the section 'devices'; reject other "
            + "federations in validate, with an IllegalArgumentException that states why")
    void a05_worksWithoutDevicesOrRejects(PluginChoice<ClientSampler> variant) {
        Rule.assumeHolds("A1", "A5", () -> a01_cohortsAreDistinctOrderedAndOfGivenSize(variant));
        ClientSampler sampler = create(variant);
        FederationSpec federation = CoordinationPolicyContract.federation(1);
        try {
            sampler.validate(federation);
        } catch (IllegalArgumentException rejected) {
            return;
        }
        List<ClientSpec> clients = federation.clients();
        int admitted = (int) clients.stream().filter(sampler::admits).count();
        for (int size = 1; size <= admitted; size++) { // a run without admitted clients is rejected
            assertThat(sampler.sample(new Round(1), clients, size, STREAMS.stream("sampling", size)))
                    .as("A5: cohort of %d clients without devices", size)
                    .hasSize(size);
        }
    }

    private static List<ClientId> admittedBy(ClientSampler sampler) {
        List<ClientId> admitted =
                CLIENTS.stream().filter(sampler::admits).map(ClientSpec::id).toList();
        assertThat(admitted)
                .as(
                        "admitted clients with devices of tiers 'tier0', 'tier1' and 'tier2'; give a variant that admits some")
                .hasSizeGreaterThan(2);
        return admitted;
    }

    private static List<List<ClientId>> cohorts(ClientSampler sampler) {
        int size = admittedBy(sampler).size();
        return IntStream.rangeClosed(1, 30)
                .mapToObj(round -> sample(sampler, round, 1 + round % size))
                .toList();
    }

    private static List<ClientId> sample(ClientSampler sampler, int round, int size) {
        return sampler.sample(new Round(round), CLIENTS, size, STREAMS.stream("sampling", round));
    }
}
