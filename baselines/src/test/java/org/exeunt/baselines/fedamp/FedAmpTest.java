package org.exeunt.baselines.fedamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.trained;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.Given;
import org.exeunt.baselines.GivenCohort;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.local.Local;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FedAmpTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
    private static final FedAmp DEFAULT = fedAmp(10, 0.5, 1);

    /** Cosines of (1, 0), (1, 1) and (-1, 0). */
    private static final double[][] COSINES = {
        {1, Math.sqrt(.5), -1}, {Math.sqrt(.5), 1, -Math.sqrt(.5)}, {-1, -Math.sqrt(.5), 1}
    };

    private static FedAmp fedAmp(double sigma, double selfWeight, double lambda) {
        return new FedAmp(
                new FedAmp.Options(Preset.PAPER, Given.LOSS, sigma, selfWeight, lambda, true), new RecordingContext());
    }

    private static Simulation<FedAmp.Server> simulation(FedAmp strategy) {
        return Given.simulation(strategy).withRounds(4);
    }

    @Test
    void weightsOfVectors() {
        assertThat(FedAmp.attention(COSINES[0], 0, 1, .5))
                .containsExactly(new double[] {.5, .4232303219, .0767696781}, within(1e-10));
        assertThat(FedAmp.attention(new double[] {1}, 0, 10, .5)).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 10, 700, 1e6})
    void weightsAreOnTheSimplex(double sigma) {
        for (int i = 0; i < 3; i++) {
            double[] row = FedAmp.attention(COSINES[i], i, sigma, .25);
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, EXACT);
            assertThat(Arrays.stream(row).min().orElseThrow()).isNotNegative();
        }
    }

    @Test
    void modelsAreComparedByCosine() {
        GivenCohort cohort = GivenCohort.of(2, 5, 5, 5);
        AggregationResult<FedAmp.Server> aggregated =
                cohort.aggregate(DEFAULT, new float[] {1, 0}, new float[] {1, 1}, new float[] {-1, 0});
        assertThat(cohort.row(aggregated, 0)).containsExactly(new double[] {.5, .4999999807, 1.93e-8}, within(1e-10));
        assertThat(aggregated.metrics()).isEqualTo(Map.of("mean-self-weight", .5));
    }

    @Test
    void changesAreRelativeToTheStartModel() {
        GivenCohort cohort = GivenCohort.of(2, 5, 5, 5);
        FedAmp.Server before = new FedAmp.Server(
                new TreeMap<>(Map.of(new ClientId(0), cohort.vector(10, 0), new ClientId(1), cohort.vector(0, 10))));
        SortedMap<ClientId, float[]> uploads = new TreeMap<>(Map.of(
                new ClientId(0), new float[] {11, 0},
                new ClientId(1), new float[] {1, 10},
                new ClientId(2), new float[] {0, 1}));
        double[] row = cohort.row(cohort.aggregate(DEFAULT, before, uploads), 0);
        // changes (1, 0), (1, 0), (0, 1): the second is parallel, the third at a right angle
        assertThat(row[1] / row[2]).isCloseTo(Math.exp(10), within(1e-6));
    }

    @Test
    void singleClientKeepsItsModel() {
        GivenCohort cohort = GivenCohort.of(2, 5, 5);
        AggregationResult<FedAmp.Server> aggregated = cohort.aggregate(DEFAULT, new float[] {.3f, .7f});
        assertThat(aggregated.state().clouds().get(new ClientId(0))).isEqualTo(cohort.vector(.3f, .7f));
        assertThat(aggregated.metrics()).containsEntry("mean-self-weight", 1.0);
    }

    /** With four clients and sigma 0 every cloud model is the mean of the uploads, as in uniform FedAvg. */
    @Test
    void zeroSigmaEqualsUniformAveraging() {
        SimulationResult<FedAmp.Server> result = simulation(fedAmp(0, .25, 0)).play();
        for (SimulatedRound round : result.rounds()) {
            ParameterSet mean = sum(round, round.uploads().keySet(), new double[] {.25, .25, .25, .25});
            result.states().get(round.round().number()).clouds().forEach((client, cloud) -> assertThat(cloud.values())
                    .as("cloud of client %s", client)
                    .containsExactly(mean.values(), CLOSE));
        }
    }

    private static ParameterSet sum(SimulatedRound round, Collection<ClientId> clients, double[] weights) {
        return ParameterMath.weightedSum(
                clients.stream()
                        .map(client -> round.uploads().get(client).parameters(Payload.PARAMETERS))
                        .toList(),
                weights);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 2})
    void ownWeightOfOneEqualsLocal(int cohort) {
        Strategy<?> local = new StrategyPlugins()
                .<Strategy<?>>choose(Strategy.class, "local", new Local.Options(Given.LOSS))
                .create(new RecordingContext());
        assertThat(simulation(fedAmp(10, 1, 0)).withCohortSize(cohort).play().personalModels())
                .isEqualTo(Given.simulation(local)
                        .withRounds(4)
                        .withCohortSize(cohort)
                        .play()
                        .personalModels());
    }

    @Test
    void cloudsCombineUploadsByTheRecordedWeights() {
        SimulationResult<FedAmp.Server> result =
                simulation(DEFAULT).withCohortSize(3).play();
        for (SimulatedRound round : result.rounds()) {
            FedAmp.Server after = result.states().get(round.round().number());
            round.relations().get("collaboration-weights").rows().forEach((client, row) -> {
                double[] weights =
                        row.values().stream().mapToDouble(weight -> weight).toArray();
                assertThat(Arrays.stream(weights).sum()).isCloseTo(1, EXACT);
                assertThat(after.clouds().get(client)).isEqualTo(sum(round, row.keySet(), weights));
            });
        }
    }

    @Test
    void proximalTermIsAnchoredAtTheCloud() {
        ClientContext client = Given.context(steps(0, 2), 1, new ClientId(1), Given.ALL, Payload.empty());
        ParameterSet cloud = client.received().parameters().orElseThrow();
        ParameterSet change = ParameterMath.subtract(stepped(3, 1, client), cloud);
        ParameterSet expected = ParameterMath.axpy(-.1 * 3, change, stepped(0, 2, client));
        assertThat(stepped(3, 1, client)).isEqualTo(stepped(0, 1, client));
        assertThat(stepped(3, 2, client).values()).containsExactly(expected.values(), CLOSE);
    }

    private static Simulation<FedAmp.Server> steps(double lambda, int steps) {
        return simulation(fedAmp(10, 0.5, lambda)).withTraining(round -> new LocalTraining(steps, 100, .1, 0, 0));
    }

    private static ParameterSet stepped(double lambda, int steps, ClientContext client) {
        Simulation<FedAmp.Server> simulation = steps(lambda, steps);
        return trained(
                simulation,
                simulation.context(client.round(), client.id(), Given.ALL, client.received(), Payload.empty()));
    }

    /** With an own weight of 1 the cloud is the server's copy of the client's model. */
    @Test
    void inactiveHeadsAreTakenFromTheServer() {
        SimulationResult<FedAmp.Server> result = simulation(fedAmp(10, 1, 1))
                .withCoordination(Coordination.alternating())
                .play();
        result.lastState().clouds().forEach((client, cloud) -> assertThat(cloud)
                .as("client %s: model on the server and on the client", client)
                .isEqualTo(result.lastRound()
                        .kept()
                        .get(client)
                        .parameters(Payload.PARAMETERS)
                        .select(cloud.blocks())));
    }

    @Test
    void evaluatesTheClientsOwnModel() {
        SimulationResult<FedAmp.Server> result = simulation(DEFAULT).play();
        BlockSet trainable = result.personalModel(0).layout().trainable();
        result.personalModels().forEach((client, model) -> assertThat(model.select(trainable))
                .isEqualTo(result.lastRound().uploads().get(client).parameters(Payload.PARAMETERS)));
    }
}
