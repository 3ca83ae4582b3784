package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.SamplingRequest;
import org.junit.jupiter.api.Test;

/**
 * Checks the contract of a {@link ClientSampler}, rules A1 to A6. Unless stated otherwise, all clients have reported in
 * earlier rounds, and have devices.
 */
public abstract class ClientSamplerContract extends OptionEffects<ClientSampler> {
    private static final int ROUNDS = 30;
    private static final FederationSpec PLAIN = CoordinationPolicyContract.federation(1);
    private static final FederationSpec FEDERATION = PLAIN.withDevices(CoordinationPolicyContract.devices());

    @EachVariant("the cohort repeats a client, is not in client order, or has another size than requested")
    void a01_cohortsAreDistinctOrderedAndOfGivenSize(PluginChoice<ClientSampler> variant) {
        ClientSampler sampler = create(variant);
        for (int round = 1; round <= ROUNDS; round++) {
            assertCohorts("A1", sampler, round, complete(round));
        }
    }

    @EachVariant("random numbers come from another source than the request, or state is kept between rounds; compute "
            + "what a sampler has learned from the feedback of the request")
    void a02_equalRequestsGiveEqualCohorts(PluginChoice<ClientSampler> variant) {
        ClientSampler sampler = create(variant);
        List<SamplingRequest> requests = requests(sampler);
        List<List<ClientId>> first = requests.stream().map(sampler::sample).toList();
        sampler.sample(requests(sampler).get(0));

        assertThat(requests(sampler).stream().map(sampler::sample).toList())
                .as("A2: the same requests again")
                .isEqualTo(first);
        ClientSampler other = create(variant);
        List<SamplingRequest> reversed = requests(other);
        List<List<ClientId>> expected = new ArrayList<>(first);
        Collections.reverse(reversed);
        Collections.reverse(expected);
        assertThat(reversed.stream().map(other::sample).toList())
                .as("A2: the same requests to another instance, last first")
                .isEqualTo(expected);
        // state may have no effect on these rounds, such as a count that has to reach a number
        assertThat(MutableFields.of(create(variant)))
                .as("A2: fields that can change")
                .isEmpty();
    }

    @EachVariant("some client is never sampled")
    void a03_everyClientIsSampled(PluginChoice<ClientSampler> variant) {
        Rule.assumeHolds("A6", "A3", () -> a06_worksBeforeClientsHaveReported(variant));
        Set<ClientId> sampled = new TreeSet<>();
        play(() -> create(variant), 2000, round -> 2).forEach(sampled::addAll);
        assertThat(sampled)
                .as("A3: distinct clients sampled in 2000 rounds")
                .containsExactlyElementsOf(admittedBy(create(variant)));
    }

    @FailureHint(OtherOptions.HINT)
    @Test
    void a04_everyOptionHasAnEffect() {
        assertOptionsHaveEffects("A4", variant -> {
            ClientSampler sampler = create(variant);
            int admitted = admittedBy(sampler).size();
            return List.of(
                    play(() -> sampler, ROUNDS, round -> 2),
                    play(() -> sampler, ROUNDS, round -> 1 + round % admitted));
        });
    }

    @EachVariant("the sampler reads devices, which clients have only in runs with the section 'devices'; reject other "
            + "federations in validate, with an IllegalArgumentException that states why")
    void a05_worksWithoutDevicesOrRejects(PluginChoice<ClientSampler> variant) {
        Rule.assumeHolds("A1", "A5", () -> a01_cohortsAreDistinctOrderedAndOfGivenSize(variant));
        ClientSampler sampler = create(variant);
        try {
            sampler.validate(PLAIN);
        } catch (IllegalArgumentException rejected) {
            return;
        }
        Feedback feedback = PlayedRounds.complete(PLAIN, 1);
        int admitted = (int) PLAIN.clients().stream().filter(sampler::admits).count();
        for (int size = 1; size <= admitted; size++) { // a run without admitted clients is rejected
            assertThat(sampler.sample(request(PLAIN, 2, size, feedback)))
                    .as("A5: cohort of %d clients without devices", size)
                    .hasSize(size);
        }
    }

    @EachVariant("the sampler requires that clients have reported; before the first round none has, and a client may "
            + "fail in every round")
    void a06_worksBeforeClientsHaveReported(PluginChoice<ClientSampler> variant) {
        Rule.assumeHolds("A1", "A6", () -> a01_cohortsAreDistinctOrderedAndOfGivenSize(variant));
        for (int rounds = 0; rounds < 4; rounds++) {
            assertCohorts("A6", create(variant), 1 + rounds, PlayedRounds.withFailures(FEDERATION, rounds));
        }
    }

    private static void assertCohorts(String rule, ClientSampler sampler, int round, Feedback feedback) {
        List<ClientId> admitted = admittedBy(sampler);
        for (int size = 1; size <= admitted.size(); size++) {
            assertThat(sampler.sample(request(FEDERATION, round, size, feedback)))
                    .as("%s: cohort of %d in round %d", rule, size, round)
                    .hasSize(size)
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .isSubsetOf(admitted);
        }
    }

    private static List<ClientId> admittedBy(ClientSampler sampler) {
        List<ClientId> admitted = FEDERATION.clients().stream()
                .filter(sampler::admits)
                .map(ClientSpec::id)
                .toList();
        assertThat(admitted)
                .as(
                        "admitted clients with devices of tiers 'tier0', 'tier1' and 'tier2'; give a variant that admits some")
                .hasSizeGreaterThan(2);
        return admitted;
    }

    /** Returns a changeable list of requests for cohorts of several sizes. */
    private static List<SamplingRequest> requests(ClientSampler sampler) {
        int admitted = admittedBy(sampler).size();
        List<SamplingRequest> requests = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            requests.add(request(FEDERATION, round, 1 + round % admitted, complete(round)));
        }
        return requests;
    }

    /** Returns the cohorts of the rounds of a run, in which only sampled clients report. */
    private static List<List<ClientId>> play(Supplier<ClientSampler> samplers, int rounds, IntUnaryOperator sizes) {
        List<List<ClientId>> cohorts = new ArrayList<>();
        Feedback feedback = Feedback.none();
        for (int round = 1; round <= rounds; round++) {
            cohorts.add(samplers.get().sample(request(FEDERATION, round, sizes.applyAsInt(round), feedback)));
            feedback = feedback.with(PlayedRounds.record(FEDERATION, round, cohorts.get(round - 1), List.of()));
        }
        return cohorts;
    }

    /** Returns what clients reported before a round; something even before the first. */
    private static Feedback complete(int round) {
        return PlayedRounds.complete(FEDERATION, Math.max(1, round - 1));
    }

    private static SamplingRequest request(FederationSpec federation, int round, int size, Feedback feedback) {
        return new SamplingRequest(federation, new Round(round), size, feedback, STREAMS.stream("sampling", round));
    }
}
