package org.exeunt.baselines.fedpac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.train;
import static org.exeunt.baselines.Given.trained;
import static org.exeunt.baselines.Given.uploaded;

import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.Preset;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;

class FedPacTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final Exit FINAL = new Exit(3);
    private static final int CLASSES = 4;
    private static final int FEATURES = 4;
    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

    private static FedPac fedPac(double lambda, int headEpochs, PluginContext context) {
        return new FedPac(
                new FedPac.Options(Preset.PAPER, Given.LOSS, AggregationWeights.DATA_SIZE, lambda, headEpochs),
                context);
    }

    private static Simulation<FedPac.Server> simulation(double lambda) {
        return simulation(fedPac(lambda, 1, new RecordingContext()));
    }

    private static Simulation<FedPac.Server> simulation(FedPac strategy) {
        return Given.simulation(strategy).withOwnInitialHeads();
    }

    /** Returns a client in round 2 that receives prototypes of the final exit. */
    private static ClientContext secondRound(Simulation<FedPac.Server> simulation, float... prototypes) {
        ClientContext client = Given.context(simulation, 2, CLIENT, Given.ALL, Payload.empty());
        return client.withReceived(client.received().with("prototypes", prototypes));
    }

    /** Returns the class means of a network's final features in inference mode, null for classes without examples. */
    private static double[][] means(Simulation<?> simulation, ParameterSet model, ClientContext client) {
        double[][] sums = new double[CLASSES][];
        int[] counts = new int[CLASSES];
        try (Network network = simulation.openNetwork()) {
            network.load(model);
            network.forward(client.examples(), pass -> {
                for (int b = 0; b < pass.size(); b++) {
                    int label = pass.label(b);
                    sums[label] = sums[label] == null ? new double[FEATURES] : sums[label];
                    counts[label]++;
                    for (int f = 0; f < FEATURES; f++) {
                        sums[label][f] += pass.feature(FINAL)[b * FEATURES + f];
                    }
                }
            });
        }
        for (int c = 0; c < CLASSES; c++) {
            for (int f = 0; f < FEATURES && counts[c] > 0; f++) {
                sums[c][f] /= counts[c];
            }
        }
        return sums;
    }

    private static ClientContext firstRound(Simulation<FedPac.Server> simulation) {
        return Given.context(simulation, 1, CLIENT, Given.ALL, Payload.empty());
    }

    @Test
    void statisticsUseTheReceivedNetwork() {
        Simulation<FedPac.Server> simulation = simulation(1);
        ClientContext client = firstRound(simulation);
        ClientUpdate update = train(simulation, client);
        float[] h = update.upload().vector("weighted-means");
        double[][] means = means(simulation, client.parameters(), client);
        double n = client.examples().size();
        for (int c = 0; c < CLASSES; c++) {
            int label = c;
            double share = IntStream.range(0, client.examples().size())
                            .filter(i -> client.examples().label(i) == label)
                            .count()
                    / n;
            for (int f = 0; f < FEATURES; f++) {
                double expected = means[c] == null ? 0 : share * means[c][f];
                assertThat((double) h[c * FEATURES + f]).as("class %d", c).isCloseTo(expected, within(1e-6));
            }
        }
        assertThat(update.upload().vector("variance")).hasSize(1);
        assertThat(update.upload().vector("variance")[0]).isPositive();
    }

    @Test
    void prototypesUseTheTrainedNetwork() {
        Simulation<FedPac.Server> simulation = simulation(1);
        ClientContext client = firstRound(simulation);
        ClientUpdate update = train(simulation, client);
        ParameterSet trained = client.parameters()
                .with(uploaded(update))
                .with(update.state().parameters().orElseThrow());
        double[][] means = means(simulation, trained, client);
        float[] prototypes = update.upload().vector("prototypes");
        float[] counts = update.upload().vector("class-counts");
        for (int c = 0; c < CLASSES; c++) {
            assertThat(counts[c] > 0).as("class %d", c).isEqualTo(means[c] != null);
            for (int f = 0; f < FEATURES; f++) {
                assertThat((double) prototypes[c * FEATURES + f])
                        .as("class %d", c)
                        .isCloseTo(means[c] == null ? 0 : means[c][f], within(1e-6));
            }
        }
    }

    /**
     * One full-batch step of the backbone without momentum and decay: the gradient of the prototype term is added to
     * that of the loss.
     */
    @Test
    void lambdaScalesThePrototypeTerm() {
        LocalTraining oneStep = new LocalTraining(1, 100, 0.1, 0, 0);
        float[] prototypes = new float[CLASSES * FEATURES];
        for (int i = 0; i < prototypes.length; i++) {
            prototypes[i] = 0.3f * (i % 5) - 0.4f;
        }
        ParameterSet[] bodies = new ParameterSet[3];
        double[] lambdas = {0, 1, 3};
        for (int i = 0; i < 3; i++) {
            Simulation<FedPac.Server> simulation = simulation(lambdas[i]).withTraining(round -> oneStep);
            ParameterSet sent = trained(simulation, secondRound(simulation, prototypes));
            bodies[i] = sent.select(sent.layout().backbone());
        }
        ParameterSet once = ParameterMath.subtract(bodies[1], bodies[0]);
        assertThat(ParameterMath.norm(once)).isGreaterThan(1e-3);
        assertThat(ParameterMath.subtract(bodies[2], bodies[0]).values())
                .as("three times the gradient")
                .containsExactly(ParameterMath.scale(3, once).values(), CLOSE);
    }

    @Test
    void classWithoutPrototypeIsDrawnToTheOwnMean() {
        ClientContext client = secondRound(simulation(1), new float[CLASSES * FEATURES]);
        ParameterSet free = trained(simulation(0), client);
        ParameterSet toOwn = trained(simulation(1), client);
        assertThat(toOwn).isNotEqualTo(free);

        double[][] means = means(simulation(1), client.parameters(), client);
        float[] given = new float[CLASSES * FEATURES];
        for (int c = 0; c < CLASSES; c++) {
            for (int f = 0; f < FEATURES && means[c] != null; f++) {
                given[c * FEATURES + f] = (float) means[c][f];
            }
        }
        assertThat(trained(simulation(1), secondRound(simulation(1), given)).values())
                .as("the same means as prototypes")
                .containsExactly(toOwn.values(), CLOSE);
    }

    @Test
    void headsHaveTheRecordedWeights() {
        Simulation<FedPac.Server> simulation = simulation(1);
        ParameterLayout layout = simulation.spec().layout();
        SimulationResult<FedPac.Server> result = simulation.play();
        SimulatedRound last = result.lastRound();
        for (Exit exit : simulation.spec().network().allExits()) {
            for (ClientId client : last.uploads().keySet()) {
                SortedMap<ClientId, Double> row = last.relations()
                        .get("exit-" + exit + "-head-weights")
                        .rows()
                        .get(client);
                double[] expected = new double[layout.head(exit).size()];
                row.forEach((other, weight) -> {
                    float[] head = last.uploads()
                            .get(other)
                            .parameters(Payload.PARAMETERS)
                            .select(layout.head(exit))
                            .values();
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] += weight * head[i];
                    }
                });
                float[] mixed = result.lastState()
                        .heads()
                        .get(client)
                        .select(layout.head(exit))
                        .values();
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) mixed[i])
                            .as("exit %s, client %s", exit, client)
                            .isCloseTo(expected[i], within(1e-6));
                }
            }
        }
    }

    @Test
    void allExitsHaveTheSameWeights() {
        SimulatedRound round = simulation(1).withRounds(1).play().lastRound();
        assertThat(round.relations().get("exit-1-head-weights"))
                .isEqualTo(round.relations().get("exit-3-head-weights"));
        assertThat(round.metrics()).isEqualTo(Map.of("quadratic-programs", 4.0));
        assertThat(round.uploads().get(CLIENT).vectors())
                .containsOnlyKeys("class-counts", "prototypes", "variance", "weighted-means");
    }

    @Test
    void inactiveHeadsAreUnchanged() {
        Simulation<FedPac.Server> simulation =
                simulation(1).withCoordination(Coordination.alternating()).withRounds(2);
        ParameterLayout layout = simulation.spec().layout();
        SimulationResult<FedPac.Server> result = simulation.play();
        for (SimulatedRound round : result.rounds()) {
            FedPac.Server after = result.states().get(round.round().number());
            round.exits().forEach((client, exits) -> {
                ParameterSet sent = round.downloads().get(client).parameters().orElseThrow();
                for (Exit exit : simulation.spec().network().allExits()) {
                    assertThat(after.heads()
                                    .get(client)
                                    .select(layout.head(exit))
                                    .equals(sent.select(layout.head(exit))))
                            .as("round %s, client %s, exit %s kept", round.round(), client, exit)
                            .isEqualTo(!exits.contains(exit));
                    assertThat(round.relations()
                                    .get("exit-3-head-weights")
                                    .rows()
                                    .keySet())
                            .isEqualTo(round.exits().keySet());
                }
            });
        }
        assertThat(result.rounds().get(0).relations().get("exit-1-head-weights").rows())
                .as("weighted sum over the two clients that trained it")
                .hasSize(2);
    }

    @Test
    void failedClientKeepsItsHeads() {
        SimulationResult<FedPac.Server> result = simulation(1)
                .withFailing((round, client) -> round.number() == 2 && client.equals(CLIENT))
                .withRounds(2)
                .play();
        assertThat(result.lastState().heads().get(CLIENT))
                .isEqualTo(result.states().get(1).heads().get(CLIENT));
        result.lastRound().relations().values().forEach(relation -> {
            assertThat(relation.rows()).doesNotContainKey(CLIENT);
            assertThat(relation.rows().values())
                    .allSatisfy(row -> assertThat(row).doesNotContainKey(CLIENT));
        });
    }

    @Test
    void personalModelsHaveCombinedOrInitialHeads() {
        Simulation<FedPac.Server> simulation = simulation(1).withCohortSize(2).withRounds(1);
        ParameterLayout layout = simulation.spec().layout();
        SimulationResult<FedPac.Server> result = simulation.play();
        result.personalModels().forEach((client, model) -> {
            ParameterSet heads = result.lastState().heads().get(client);
            assertThat(model.select(layout.backbone()))
                    .isEqualTo(result.lastState().backbone());
            assertThat(model.select(layout.heads()))
                    .as("combined heads, or the common initial ones")
                    .isEqualTo(heads == null ? simulation.spec().initial().select(layout.heads()) : heads);
        });
        assertThat(result.lastState().heads()).hasSize(2);
    }

    @Test
    void warnsAboutAStrongPrototypeTerm() {
        RecordingContext context = new RecordingContext();
        simulation(fedPac(20, 1, context)).withRounds(1).play();
        assertThat(context.warnings()).isNotEmpty().allSatisfy(warning -> assertThat(warning)
                .startsWith("'lambda' is 20.0 and the learning rate 0.1"));
    }
}
