package org.exeunt.strategies.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.CoordinationPolicyContract;
import org.junit.jupiter.api.Test;

class ExitsAsClientsTest extends CoordinationPolicyContract {
    private static final CoordinationPolicy POLICY = new ExitsAsClients(new ExitsAsClients.Options(0.5));

    @Override
    protected List<PluginChoice<CoordinationPolicy>> variants() {
        return List.of(
                new StrategyPlugins()
                        .choose(CoordinationPolicy.class, "exits-as-clients", new ExitsAsClients.Options(0.5)),
                new StrategyPlugins()
                        .choose(CoordinationPolicy.class, "exits-as-clients", new ExitsAsClients.Options(0)));
    }

    @Test
    void selectionCollapsesOntoFewClients() {
        Map<ClientId, ExitSet> exits = POLICY.coordinate(Requests.of(2, 10, 3, 4, Requests.example()));

        assertThat(exits.get(new ClientId(1)))
                .as("the client most similar to all others")
                .isEqualTo(ExitSet.upTo(3));
        assertThat(exits.get(new ClientId(0)))
                .as("the client most similar to it")
                .isEqualTo(ExitSet.of(1, 3));
        assertThat(exits.get(new ClientId(2))).isEqualTo(ExitSet.of(3));
        assertThat(exits.get(new ClientId(3))).isEqualTo(ExitSet.of(3));
    }

    /** An exit that a client trains, 1 for the shallowest. */
    private record Student(ClientId client, int exit) {}

    /** Chooses by the definition: recomputes every sum, over the other students in the order of their selection. */
    private static Map<ClientId, ExitSet> byDefinition(CoordinationRequest request, int count) {
        List<Student> remaining = new ArrayList<>();
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientId client : request.cohort()) {
            exits.put(client, ExitSet.of(request.exits()));
            for (int k = 1; k < request.exits(); k++) {
                remaining.add(new Student(client, k));
            }
        }
        List<Student> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            List<Student> others = List.copyOf(chosen.isEmpty() ? remaining : chosen);
            Map<Student, Double> sums = new HashMap<>();
            remaining.forEach(candidate -> sums.put(
                    candidate,
                    others.stream()
                            .filter(other -> !other.equals(candidate))
                            .mapToDouble(other -> other.client().equals(candidate.client())
                                    ? 1
                                    : request.similarities().between(candidate.client(), other.client()))
                            .sum()));
            Student next = Collections.min(
                    remaining,
                    Comparator.<Student>comparingDouble(sums::get)
                            .reversed()
                            .thenComparing(Student::client)
                            .thenComparing(Student::exit));
            remaining.remove(next);
            chosen.add(next);
            exits.merge(next.client(), ExitSet.of(next.exit()), (all, one) -> all.plus(new Exit(next.exit())));
        }
        return exits;
    }

    /** Sums of the same values in another order differ in their last bits, which decide between near ties. */
    @Test
    void selectionMatchesItsDefinition() {
        RandomGenerator random = new RandomStreams(3).stream("similarities");
        for (int repeat = 0; repeat < 200; repeat++) {
            int size = 1 + random.nextInt(12);
            Similarities similarities = Requests.nearTies(size, random);
            for (int round = 1; round <= 5; round++) {
                CoordinationRequest request = Requests.of(round, 10, 4, size, similarities);
                assertThat(POLICY.coordinate(request))
                        .as("round %d of %d clients, case %d", round, size, repeat)
                        .isEqualTo(byDefinition(request, 3 * size * round / 5));
            }
        }
    }

    @Test
    void activatesAsManyExitsAsDepthFirst() {
        for (int round = 1; round <= 10; round++) {
            int learning = POLICY.coordinate(Requests.of(round, 10, 3, 4, Similarities.none())).values().stream()
                    .mapToInt(ExitSet::size)
                    .sum();
            assertThat(learning)
                    .as("round %d", round)
                    .isEqualTo(4 + List.of(1, 3, 4, 6, 8).get(Math.min(round, 5) - 1));
        }
    }
}
