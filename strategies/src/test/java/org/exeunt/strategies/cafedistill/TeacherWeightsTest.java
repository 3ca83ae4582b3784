package org.exeunt.strategies.cafedistill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherPool;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recomputes the weights and metrics of an aggregation from the uploads. */
class TeacherWeightsTest {
    private static final int[] EXAMPLES = {13, 6, 9, 4};
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(11, EXAMPLES);

    private static Simulation<CafeDistill.Server> simulation(Settings settings) {
        return Simulation.of(settings.strategy(), FEDERATION).withNetwork(ToyNetworkOptions.of(6, 5, 4));
    }

    private static ParameterSet finalHead(ParameterSet sent) {
        return sent.select(sent.layout().head(new Exit(3)));
    }

    private static double[] row(ClientMatrix relation, ClientId client, SortedMap<ClientId, ?> columns) {
        return columns.keySet().stream()
                .mapToDouble(other -> relation.between(client, other))
                .toArray();
    }

    @Test
    void largeMuGivesEqualWeights() {
        SimulatedRound round = simulation(Settings.paper().with(s -> s.mu = 1e7))
                .withRounds(1)
                .play()
                .lastRound();
        for (ClientId client : round.exits().keySet()) {
            assertThat(row(round.relations().get("teacher-weights"), client, round.exits()))
                    .containsExactly(new double[] {.25, .25, .25, .25}, within(1e-6));
        }
    }

    /** In both modes the server knows the start head of a client without an upload. */
    @ParameterizedTest
    @EnumSource(
            value = TeacherMode.class,
            names = {"FROZEN_SEPARATE", "OVERWRITE_LAST"})
    void similarityUsesTheStartHead(TeacherMode mode) {
        List<SimulatedRound> rounds = simulation(Settings.paper().with(s -> s.teacherMode = mode))
                .withRounds(2)
                .play()
                .rounds();
        SimulatedRound second = rounds.get(1);
        Map<ClientId, Payload> startHeads = mode == TeacherMode.OVERWRITE_LAST
                ? second.downloads()
                : rounds.get(0).uploads();
        List<ParameterSet> changes = new ArrayList<>();
        second.uploads()
                .forEach((client, upload) -> changes.add(ParameterMath.subtract(
                        finalHead(upload.parameters().orElseThrow()),
                        finalHead(startHeads.get(client).parameters().orElseThrow()))));
        int client = 0;
        for (ClientId id : second.exits().keySet()) {
            ParameterSet own = changes.get(client++);
            double[] expected = changes.stream()
                    .mapToDouble(other -> own == other ? 1 : ParameterMath.cosine(own, other))
                    .toArray();
            assertThat(row(second.relations().get("similarities"), id, second.exits()))
                    .containsExactly(expected, within(1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource(TeacherPool.class)
    void metricsMatchTheMatrices(TeacherPool pool) {
        for (int cohort : new int[] {3, 2, 1}) {
            SimulationResult<CafeDistill.Server> result = simulation(
                            Settings.paper().with(s -> {
                                s.mu = 0.05;
                                s.teacherPool = pool;
                            }))
                    .withCohortSize(cohort)
                    .play();
            for (SimulatedRound round : result.rounds()) {
                ClientMatrix weights = round.relations().get("teacher-weights");
                double self = 0;
                double others = 0;
                int teachers = 0;
                for (ClientId client : round.exits().keySet()) {
                    self += weights.between(client, client);
                    teachers += weights.rows().get(client).size();
                    for (ClientId other : round.exits().keySet()) {
                        others += client.equals(other)
                                ? 0
                                : round.relations().get("similarities").between(client, other);
                    }
                }
                int pairs = cohort * (cohort - 1);
                assertClose(round, "mean-self-weight", self / cohort);
                assertClose(round, "mean-teachers", (double) teachers / cohort);
                assertClose(round, "mean-similarity", pairs == 0 ? 0 : others / pairs);
                assertThat(pool == TeacherPool.ALL_CACHED || cohort == 1 || teachers < cohort * cohort)
                        .as("some weights are 0")
                        .isTrue();
            }
        }
    }

    private static void assertClose(SimulatedRound round, String metric, double expected) {
        assertThat(round.metrics().get(metric))
                .as("%s of round %s", metric, round.round())
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void policiesReceiveSimilarities() {
        CafeDistill.Server server = simulation(Settings.paper()).play().lastState();
        assertThat(Settings.paper().strategy().similarities(server)).contains(server.similarities());
    }
}
