package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.device.Device;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

/**
 * Checks the contract of a {@link CoordinationPolicy}, rules C1 to C9, on networks of one to four exits, cohorts of one
 * to five clients and all rounds of a run. Unless stated otherwise, all clients have reported in earlier rounds.
 * Networks that the policy rejects are skipped.
 */
public abstract class CoordinationPolicyContract extends OptionEffects<CoordinationPolicy> {
    private static final int ROUNDS = 8;
    private static final int CLIENTS = 12;

    @EachVariant("a client of the cohort is missing, a foreign one was added, or an exit does not exist in the network")
    void c01_everyClientOfTheCohortGetsNetworkExits(PluginChoice<CoordinationPolicy> variant) {
        CoordinationPolicy policy = create(variant);
        for (CoordinationRequest request : requests(policy, similarities())) {
            Map<ClientId, ExitSet> chosen = policy.coordinate(request);
            assertThat(chosen.keySet())
                    .as("C1: clients in %s", describe(request))
                    .containsExactlyInAnyOrderElementsOf(request.cohort());
            chosen.forEach((client, exits) -> assertThat(exits.deepest())
                    .as("C1: deepest of exits %s of client %s in %s", exits, client, describe(request))
                    .isLessThanOrEqualTo(request.exits()));
        }
    }

    @EachVariant("add the final exit, or declare INACTIVE_FINAL_EXIT in its requirements")
    void c02_finalExitIsTrainedUnlessDeclared(PluginChoice<CoordinationPolicy> variant) {
        CoordinationPolicy policy = create(variant);
        for (CoordinationRequest request : requests(policy, similarities())) {
            if (policy.requirements().contains(CoordinationRequirement.INACTIVE_FINAL_EXIT)) {
                policy.coordinate(request).forEach((client, exits) -> assertThat(exits.size())
                        .as("C2: number of exits of client %s in %s", client, describe(request))
                        .isPositive());
                continue;
            }
            policy.coordinate(request).forEach((client, exits) -> assertThat(exits.contains(new Exit(request.exits())))
                    .as("C2: exits %s of client %s in %s contain the final one", exits, client, describe(request))
                    .isTrue());
        }
    }

    @EachVariant("random numbers come from another source than the request's stream, or state is kept between rounds; "
            + "compute what a policy has learned from the feedback of the request")
    void c03_equalRequestsGiveEqualExits(PluginChoice<CoordinationPolicy> variant) {
        CoordinationPolicy used = create(variant);
        List<Map<ClientId, ExitSet>> first = coordinate(used, similarities());
        // so that a policy that counts its calls is at another count modulo 2, 4 and 8 when the requests are repeated
        used.coordinate(requests(used, similarities()).get(0));

        assertThat(coordinate(used, similarities())).as("C3: second call").isEqualTo(first);
        CoordinationPolicy other = create(variant);
        List<CoordinationRequest> reversed = requests(other, similarities());
        List<Map<ClientId, ExitSet>> expected = new ArrayList<>(first);
        Collections.reverse(reversed);
        Collections.reverse(expected);
        assertThat(reversed.stream().map(other::coordinate).toList())
                .as("C3: another instance, last request first")
                .isEqualTo(expected);
        // state may have no effect on these requests, such as counts that have reached their maximum
        assertThat(MutableFields.of(create(variant)))
                .as("C3: fields that can change")
                .isEmpty();
    }

    @EachVariant("the policy uses similarities between clients; declare SIMILARITIES in its requirements")
    void c04_useOfSimilaritiesIsDeclared(PluginChoice<CoordinationPolicy> variant) {
        Rule.assumeHolds("C3", "C4", () -> c03_equalRequestsGiveEqualExits(variant));
        CoordinationPolicy policy = create(variant);
        Set<CoordinationRequirement> declared = policy.requirements();
        Similarities all = similarities();
        Similarities permitted = declared.contains(CoordinationRequirement.SIMILARITIES) ? all : Similarities.none();
        List<Map<ClientId, ExitSet>> expected = coordinate(policy, permitted);
        List<CoordinationRequest> requests = requests(policy, all);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(policy.coordinate(requests.get(i)))
                    .as("C4: exits in %s, with and without undeclared similarities", describe(requests.get(i)))
                    .isEqualTo(expected.get(i));
        }
    }

    @EachVariant("the policy leaves exits inactive; declare INACTIVE_EXITS in its requirements")
    void c05_inactiveExitsAreDeclared(PluginChoice<CoordinationPolicy> variant) {
        CoordinationPolicy policy = create(variant);
        if (!policy.requirements().contains(CoordinationRequirement.INACTIVE_EXITS)) {
            for (CoordinationRequest request : requests(policy, similarities())) {
                policy.coordinate(request).forEach((client, exits) -> assertThat(exits)
                        .as("C5: exits of client %s in %s", client, describe(request))
                        .isEqualTo(ExitSet.upTo(request.exits())));
            }
        }
    }

    @EachVariant("clients that were never compared are not handled")
    void c06_worksBeforeClientsAreCompared(PluginChoice<CoordinationPolicy> variant) {
        assertThat(coordinate(create(variant), Similarities.none()))
                .as("C6: answers without similarities")
                .doesNotContainNull();
    }

    @FailureHint(OtherOptions.HINT)
    @Test
    void c07_everyOptionHasAnEffect() {
        assertOptionsHaveEffects("C7", variant -> coordinate(create(variant), similarities()));
    }

    @EachVariant("the policy reads devices, which clients have only in runs with the section 'devices'; reject other "
            + "federations in validate, with an IllegalArgumentException that states why")
    void c08_worksWithoutDevicesOrRejects(PluginChoice<CoordinationPolicy> variant) {
        Rule.assumeHolds("C1", "C8", () -> c01_everyClientOfTheCohortGetsNetworkExits(variant));
        CoordinationPolicy policy = create(variant);
        for (CoordinationRequest request :
                requests(policy, similarities(), CoordinationPolicyContract::federation, PlayedRounds::complete)) {
            assertThat(policy.coordinate(request).keySet())
                    .as("C8: clients without devices in %s", describe(request))
                    .containsExactlyInAnyOrderElementsOf(request.cohort());
        }
    }

    @EachVariant(
            "the policy requires that clients have reported; before the first round none has, and a client may fail "
                    + "in every round")
    void c09_worksBeforeClientsHaveReported(PluginChoice<CoordinationPolicy> variant) {
        Rule.assumeHolds("C1", "C9", () -> c01_everyClientOfTheCohortGetsNetworkExits(variant));
        CoordinationPolicy policy = create(variant);
        IntFunction<FederationSpec> federations = exits -> federation(exits).withDevices(devices());
        BiFunction<FederationSpec, Integer, Feedback> nothing = (federation, rounds) -> Feedback.none();
        Stream.of(nothing, PlayedRounds::withFailures)
                .flatMap(feedback -> requests(policy, similarities(), federations, feedback).stream())
                .forEach(request -> assertThat(policy.coordinate(request).keySet())
                        .as("C9: clients in %s", describe(request))
                        .containsExactlyInAnyOrderElementsOf(request.cohort()));
    }

    private static List<Map<ClientId, ExitSet>> coordinate(CoordinationPolicy policy, Similarities similarities) {
        return requests(policy, similarities).stream().map(policy::coordinate).toList();
    }

    private static List<CoordinationRequest> requests(CoordinationPolicy policy, Similarities similarities) {
        List<CoordinationRequest> requests = requests(
                policy, similarities, exits -> federation(exits).withDevices(devices()), PlayedRounds::complete);
        assertThat(requests).as("requests on networks that the policy accepts").isNotEmpty();
        return requests;
    }

    private static List<CoordinationRequest> requests(
            CoordinationPolicy policy,
            Similarities similarities,
            IntFunction<FederationSpec> federations,
            BiFunction<FederationSpec, Integer, Feedback> feedback) {
        List<CoordinationRequest> requests = new ArrayList<>();
        for (int exits = 1; exits <= 4; exits++) {
            FederationSpec federation = federations.apply(exits);
            if (!accepts(policy, federation)) {
                continue;
            }
            for (int size = 1; size <= 5; size++) {
                for (int round = 1; round <= ROUNDS; round++) {
                    List<ClientId> cohort = IntStream.range(0, size)
                            .mapToObj(i -> new ClientId(2 * i + 1))
                            .toList();
                    requests.add(new CoordinationRequest(
                            federation,
                            new Round(round),
                            cohort,
                            similarities,
                            feedback.apply(federation, Math.max(1, round - 1)),
                            STREAMS.stream("coordination", exits, size, round)));
                }
            }
        }
        return requests;
    }

    /** Returns a federation whose clients have no devices. */
    static FederationSpec federation(int exits) {
        NetworkDesign design = new ToyEngine()
                .design(
                        ToyNetworkOptions.of(
                                IntStream.generate(() -> 2).limit(exits).toArray()),
                        InputShape.vector(2),
                        2);
        List<ClientSpec> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new ClientSpec(new ClientId(i), 1 + i))
                .toList();
        return FederationSpec.of(
                ROUNDS, clients, design.spec(), client -> design.initialParameters(STREAMS.stream("init")));
    }

    /** Returns devices of different speed and memory. */
    static List<Device> devices() {
        return IntStream.range(0, CLIENTS)
                .mapToObj(i -> new Device("tier" + i % 3, 1e6 / (1 + i % 3), 1e4, 1e4, 2000L << i % 3))
                .toList();
    }

    private static boolean accepts(CoordinationPolicy policy, FederationSpec federation) {
        try {
            policy.validate(federation);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static Similarities similarities() {
        List<ClientId> clients = IntStream.range(0, 10).mapToObj(ClientId::new).toList();
        double[][] matrix = new double[10][10];
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                matrix[i][j] = i == j ? 1 : Math.cos(1 + i * j + i + j);
            }
        }
        return Similarities.none().with(clients, matrix);
    }

    private static String describe(CoordinationRequest request) {
        return "round %s of %d, %d exits, cohort %s"
                .formatted(request.round(), request.rounds(), request.exits(), request.cohort());
    }
}
