package org.exeunt.strategies.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.CoordinationPolicyContract;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CoordinationTest {
    private static final CoordinationPolicy PAPER = progressive(0.5, DepthSelection.GREEDY);

    private static CoordinationPolicy progressive(double ramp, DepthSelection selection) {
        return progressive(ramp, selection, ExitOrder.FINAL_THEN_SHALLOW);
    }

    private static CoordinationPolicy progressive(double ramp, DepthSelection selection, ExitOrder order) {
        return new StrategyPlugins()
                .choose(
                        CoordinationPolicy.class,
                        "progressive-depth",
                        new ProgressiveDepth.Options(ramp, selection, order))
                .create(new RecordingContext());
    }

    private static CoordinationRequest request(int cohort, Similarities similarities) {
        return Requests.of(1, 10, 3, cohort, similarities);
    }

    private static List<ExitSet> exits(CoordinationPolicy policy, int round, Similarities similarities) {
        return List.copyOf(
                policy.coordinate(Requests.of(round, 10, 3, 4, similarities)).values());
    }

    @Test
    void spendsTheBudgetDepthFirst() {
        ExitSet last = ExitSet.of(3);
        ExitSet one = ExitSet.of(1, 3);
        ExitSet all = ExitSet.of(1, 2, 3);
        Similarities none = Similarities.none();

        assertThat(exits(PAPER, 1, none)).containsExactly(one, last, last, last);
        assertThat(exits(PAPER, 2, none)).containsExactly(one, one, one, last);
        assertThat(exits(PAPER, 3, none)).containsExactly(one, one, one, one);
        assertThat(exits(PAPER, 4, none)).containsExactly(all, all, one, one);
        for (int round = 5; round <= 10; round++) {
            assertThat(exits(PAPER, round, none)).containsExactly(all, all, all, all);
        }
    }

    @Test
    void ordersSpendTheBudgetFromEitherEnd() {
        CoordinationPolicy deep = progressive(0.5, DepthSelection.GREEDY, ExitOrder.DEEP_FIRST);
        CoordinationPolicy shallow = progressive(0.5, DepthSelection.RANDOM, ExitOrder.SHALLOW_FIRST);
        ExitSet all = ExitSet.of(1, 2, 3);
        Similarities none = Similarities.none();

        assertThat(exits(deep, 2, none))
                .containsExactly(ExitSet.of(2, 3), ExitSet.of(2, 3), ExitSet.of(2, 3), ExitSet.of(3));
        assertThat(exits(deep, 4, none)).containsExactly(all, all, ExitSet.of(2, 3), ExitSet.of(2, 3));
        assertThat(exits(shallow, 2, none))
                .containsExactlyInAnyOrder(ExitSet.of(1, 2), ExitSet.of(1, 2), ExitSet.of(1, 2), ExitSet.of(1));
        assertThat(exits(shallow, 4, none)).containsExactlyInAnyOrder(all, all, ExitSet.of(1, 2), ExitSet.of(1, 2));
        for (CoordinationPolicy policy : List.of(deep, shallow)) {
            assertThat(exits(policy, 5, none)).containsExactly(all, all, all, all);
            assertThat(policy.coordinate(Requests.of(1, 10, 1, 4, none)).values())
                    .allMatch(ExitSet.of(1)::equals);
        }
        assertThat(deep.requirements()).doesNotContain(CoordinationRequirement.INACTIVE_FINAL_EXIT);
        assertThat(shallow.requirements()).contains(CoordinationRequirement.INACTIVE_FINAL_EXIT);
    }

    /** Clients are compared by their final heads, which are all untrained while the order activates other exits. */
    @Test
    void shallowFirstRefusesSimilarities() {
        for (DepthSelection selection : EnumSet.complementOf(EnumSet.of(DepthSelection.RANDOM))) {
            assertThatThrownBy(() -> progressive(0.5, selection, ExitOrder.SHALLOW_FIRST))
                    .as(selection.name())
                    .hasMessageContainingAll("shallow-first", "final heads", "'depth-selection' to random");
        }
        assertThat(progressive(0, DepthSelection.GREEDY, ExitOrder.SHALLOW_FIRST)
                        .requirements())
                .isEmpty();
    }

    @Test
    void selectionsMatchTheExample() {
        CoordinationRequest request = request(4, Requests.example());
        assertThat(DepthSelection.GREEDY.choose(request, 4)).containsExactlyElementsOf(ids(1, 0, 3, 2));
        assertThat(DepthSelection.LEAST_CONFLICT.choose(request, 4)).containsExactlyElementsOf(ids(1, 0, 3, 2));
    }

    @Test
    void greedyPrefersClientsNearTheChosen() {
        // 0 and 1 are similar; 2 is similar to 3 and 4, which conflict with 0
        double[][] matrix = {
            {1, .9, .1, 0, 0}, {.9, 1, -.5, .1, .1}, {.1, -.5, 1, .5, .5}, {0, .1, .5, 1, -.2}, {0, .1, .5, -.2, 1}
        };
        CoordinationRequest request = request(5, Similarities.none().with(Requests.clients(5), matrix));
        assertThat(DepthSelection.GREEDY.choose(request, 2)).containsExactlyElementsOf(ids(0, 1));
        assertThat(DepthSelection.GREEDY.choose(request, 3))
                .as("mean similarity to {0, 1}: 2 has -.2, 3 and 4 have .05")
                .containsExactlyElementsOf(ids(0, 1, 3));
    }

    /** The first choice has the largest sum over the cohort, each further one over those chosen before it. */
    private static List<ClientId> greedy(CoordinationRequest request, int count) {
        List<ClientId> remaining = new ArrayList<>(request.cohort());
        List<ClientId> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            List<ClientId> others = chosen.isEmpty() ? request.cohort() : chosen;
            Map<ClientId, Double> sums = new HashMap<>();
            for (ClientId client : remaining) {
                double sum = 0;
                for (ClientId other : others) {
                    sum += other.equals(client) ? 0 : request.similarities().between(client, other);
                }
                sums.put(client, sum);
            }
            ClientId next = remaining.stream()
                    .min(Comparator.<ClientId>comparingDouble(sums::get)
                            .reversed()
                            .thenComparing(Comparator.naturalOrder()))
                    .orElseThrow();
            remaining.remove(next);
            chosen.add(next);
        }
        return chosen;
    }

    /** Sums of the same values in another order differ in their last bits, which decide between near ties. */
    @Test
    void greedyMatchesItsDefinition() {
        RandomGenerator random = new RandomStreams(3).stream("similarities");
        for (int repeat = 0; repeat < 400; repeat++) {
            int size = 1 + random.nextInt(24);
            CoordinationRequest request = request(size, Requests.nearTies(size, random));
            int count = random.nextInt(size + 1);
            assertThat(DepthSelection.GREEDY.choose(request, count))
                    .as("%d of %d clients, case %d", count, size, repeat)
                    .isEqualTo(greedy(request, count));
        }
    }

    @Test
    void tiesGoToTheLowerClient() {
        for (DepthSelection selection : EnumSet.complementOf(EnumSet.of(DepthSelection.RANDOM))) {
            assertThat(selection.choose(request(4, Similarities.none()), 3))
                    .as(selection.name())
                    .containsExactlyElementsOf(ids(0, 1, 2));
        }
    }

    @Test
    void randomSelectionNeedsNoSimilarities() {
        Set<ClientId> first = new HashSet<>();
        for (int round = 1; round <= 40; round++) {
            List<ClientId> chosen = DepthSelection.RANDOM.choose(Requests.of(round, 40, 3, 4, Requests.example()), 3);
            assertThat(chosen).hasSize(3).doesNotHaveDuplicates().isSubsetOf(Requests.clients(4));
            first.add(chosen.get(0));
        }
        assertThat(first).as("every client is first in one of 40 draws").containsAll(Requests.clients(4));
        assertThat(progressive(0.5, DepthSelection.RANDOM).requirements())
                .doesNotContain(CoordinationRequirement.SIMILARITIES);
    }

    @Test
    void randomDrawsTheSameNumberPerClient() {
        CoordinationPolicy half = random(0.5);
        Set<ExitSet> seen = new HashSet<>();
        for (int round = 1; round <= 30; round++) {
            Collection<ExitSet> drawn = half.coordinate(Requests.of(round, 30, 5, 4, Similarities.none()))
                    .values();
            assertThat(drawn).allMatch(exits -> exits.size() == 3 && exits.deepest() == 5);
            seen.addAll(drawn);
        }
        assertThat(seen).as("all pairs of four students").hasSize(6);
        assertThat(exits(random(0), 1, Similarities.none())).allMatch(ExitSet.of(3)::equals);
        assertThat(exits(random(1), 1, Similarities.none())).allMatch(ExitSet.upTo(3)::equals);
        assertThat(exits(random(0.25), 1, Similarities.none()))
                .as("halves are rounded up")
                .allMatch(exits -> exits.size() == 2);
        assertThat(random(1).requirements()).doesNotContain(CoordinationRequirement.INACTIVE_EXITS);
    }

    private static CoordinationPolicy random(double fraction) {
        return new RandomStudents(new RandomStudents.Options(fraction));
    }

    @Test
    void capacityDividesClientsIntoLevels() {
        CoordinationPolicy quarters = capacity();
        assertThat(quarters.requirements()).contains(CoordinationRequirement.INACTIVE_FINAL_EXIT);
        assertThat(levels(quarters, 4, 8)).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
        assertThat(levels(quarters, 3, 8)).containsExactly(1, 1, 1, 2, 2, 2, 3, 3);
        assertThat(levels(quarters, 4, 2)).containsExactly(1, 3);
        assertThat(levels(quarters, 1, 3)).containsExactly(1, 1, 1);
        assertThat(levels(capacity(0.1, 0.1, 0.1), 3, 9))
                .as("equal fractions match the default")
                .isEqualTo(levels(quarters, 3, 9));
        assertThat(levels(capacity(2.0, 0.0, 1.0), 3, 6)).containsExactly(1, 1, 1, 1, 3, 3);
        assertThat(levels(capacity(0.0, 0.0, 1.0), 3, 3)).containsExactly(3, 3, 3);
    }

    @Test
    void capacityRejectsInvalidFractions() {
        assertThatThrownBy(() -> new Capacity.Options(List.of(0.0, 0.0)))
                .hasMessageContaining("at least one number above 0");
        FederationSpec threeExits = Requests.federation(10, 3, 6);
        capacity(1.0, 1.0, 1.0).validate(threeExits);
        assertThatThrownBy(() -> capacity(1.0, 1.0).validate(threeExits))
                .hasMessage("'fractions' has 2 numbers [1.0, 1.0]; expected 3, one per exit of the network");
    }

    private static CoordinationPolicy capacity(Double... fractions) {
        return new Capacity(new Capacity.Options(List.of(fractions)));
    }

    /** Returns the levels of all clients of a federation. */
    private static List<Integer> levels(CoordinationPolicy policy, int exits, int clients) {
        CoordinationRequest allClients = new CoordinationRequest(
                Requests.federation(10, exits, clients),
                new Round(1),
                Requests.clients(clients),
                Similarities.none(),
                Feedback.none(),
                new RandomStreams(0).stream("coordination"));
        List<Integer> levels = new ArrayList<>();
        for (ExitSet learning : policy.coordinate(allClients).values()) {
            assertThat(learning).isEqualTo(ExitSet.upTo(learning.deepest()));
            levels.add(learning.deepest());
        }
        return levels;
    }

    @Test
    void depthSelectionChoosesTheDeeperClients() {
        assertThat(exits(PAPER, 1, Requests.example()).indexOf(ExitSet.of(1, 3)))
                .isEqualTo(1);
    }

    @Test
    void leastConflictMatchesTheReference() {
        CoordinationPolicy policy = new StrategyPlugins()
                .choose(CoordinationPolicy.class, "least-conflict", new LeastConflict.Options(0.5))
                .create(new RecordingContext());
        assertThat(exits(policy, 1, Requests.example())).allMatch(ExitSet.of(3)::equals);
        assertThat(exits(policy, 3, Requests.example()))
                .containsExactly(ExitSet.of(1, 3), ExitSet.of(1, 3), ExitSet.of(3), ExitSet.of(3));
        assertThat(policy.requirements()).contains(CoordinationRequirement.SIMILARITIES);
    }

    @Test
    void zeroRampActivatesAllExitsWithoutSimilarities() {
        CoordinationPolicy policy = progressive(0, DepthSelection.GREEDY);
        assertThat(exits(policy, 1, Similarities.none())).allMatch(ExitSet.upTo(3)::equals);
        assertThat(policy.requirements()).doesNotContain(CoordinationRequirement.INACTIVE_EXITS);
        assertThat(policy.requirements()).doesNotContain(CoordinationRequirement.SIMILARITIES);
        assertThat(PAPER.requirements()).contains(CoordinationRequirement.INACTIVE_EXITS);
        assertThat(PAPER.requirements()).contains(CoordinationRequirement.SIMILARITIES);
    }

    @Test
    void allExitsActivatesEveryExit() {
        assertThat(exits(new AllExits(), 1, Similarities.none())).allMatch(ExitSet.upTo(3)::equals);
        assertThat(new AllExits().requirements()).doesNotContain(CoordinationRequirement.INACTIVE_EXITS);
    }

    @Test
    void singleExitIsAlwaysActive() {
        assertThat(PAPER.coordinate(Requests.of(1, 10, 1, 4, Similarities.none()))
                        .values())
                .allMatch(ExitSet.of(1)::equals);
    }

    private static List<ClientId> ids(int... indices) {
        return java.util.Arrays.stream(indices).mapToObj(ClientId::new).toList();
    }

    @Nested
    class Contract extends CoordinationPolicyContract {
        @Override
        protected List<PluginChoice<CoordinationPolicy>> variants() {
            List<PluginChoice<CoordinationPolicy>> variants = new ArrayList<>(List.of(
                    new StrategyPlugins().choose(CoordinationPolicy.class, "all-exits", new NoOptions()),
                    new StrategyPlugins()
                            .choose(CoordinationPolicy.class, "least-conflict", new LeastConflict.Options(0.5)),
                    new StrategyPlugins().choose(CoordinationPolicy.class, "random", new RandomStudents.Options(0.5)),
                    new StrategyPlugins().choose(CoordinationPolicy.class, "random", new RandomStudents.Options(1)),
                    new StrategyPlugins()
                            .choose(
                                    CoordinationPolicy.class,
                                    "budget",
                                    new Budget.Options(Budget.Level.DRAWN, Optional.empty(), List.of())),
                    new StrategyPlugins()
                            .choose(
                                    CoordinationPolicy.class,
                                    "budget",
                                    new Budget.Options(Budget.Level.DEEPEST, Optional.of(0.03), List.of())),
                    new StrategyPlugins().choose(CoordinationPolicy.class, "capacity", new Capacity.Options(List.of())),
                    new StrategyPlugins()
                            .choose(
                                    CoordinationPolicy.class,
                                    "capacity",
                                    new Capacity.Options(List.of(3.0, 0.0, 1.0)))));
            for (DepthSelection selection : DepthSelection.values()) {
                variants.add(new StrategyPlugins()
                        .choose(
                                CoordinationPolicy.class,
                                "progressive-depth",
                                new ProgressiveDepth.Options(0.5, selection, ExitOrder.FINAL_THEN_SHALLOW)));
            }
            for (ExitOrder order : ExitOrder.values()) {
                variants.add(new StrategyPlugins()
                        .choose(
                                CoordinationPolicy.class,
                                "progressive-depth",
                                new ProgressiveDepth.Options(0.5, DepthSelection.RANDOM, order)));
            }
            return variants;
        }
    }
}
