package org.exeunt.baselines.feddbe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.Classifiers;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class FedDbeTest {
    private static final ClientId CLIENT = new ClientId(0);
    private static final Exit LAST = new Exit(3);
    private static final int CLASSES = 4;
    private static final double RATE = 0.1;
    private static final float[] MEAN = {0.3f, -0.2f, 0.1f, 0.4f};
    private static final float[] BIAS = {0.5f, -0.4f, 0.2f, 0.1f};
    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

    /** The last exit alone, so that no other gradient reaches its head and stage. */
    private static Simulation<Sharing.Server> oneStep(double kappa, double momentum) {
        Sharing.Options averaging =
                new Sharing.Options(new EarlyExitLoss(ExitWeights.LAST_ONLY), AggregationWeights.DATA_SIZE);
        return Given.oneStep(new FedDbe(new FedDbe.Options(averaging, kappa, momentum)), RATE)
                .withNetwork(ToyNetworkOptions.of(6, 5, 4));
    }

    private static ClientContext client(Simulation<Sharing.Server> simulation) {
        ClientContext context =
                Given.context(simulation, 2, CLIENT, Given.ALL, Payload.empty().with("bias-3", BIAS));
        return context.withReceived(context.received().with("mean-feature-3", MEAN));
    }

    private static float[] values(ParameterSet parameters, Block block) {
        return parameters.select(parameters.layout().select(block::equals)).values();
    }

    /** Returns features, then logits of all examples at the last exit of a network. */
    private static List<double[][]> outputs(Network network, ClientContext client) {
        List<double[]> features = new ArrayList<>();
        List<double[]> logits = new ArrayList<>();
        network.forward(
                client.examples(), pass -> IntStream.range(0, pass.size()).forEach(b -> {
                    features.add(Arrays.copyOfRange(pass.feature(LAST), 4 * b, 4 * b + 4));
                    logits.add(Arrays.copyOfRange(pass.logits(LAST), 4 * b, 4 * b + 4));
                }));
        return List.of(features.toArray(double[][]::new), logits.toArray(double[][]::new));
    }

    /** Returns logits W (a + z) + b in double precision. */
    private static double[] logits(float[] weights, float[] bias, double[] feature, float[] z) {
        double[] logits = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            logits[c] = bias[c];
            for (int f = 0; f < 4; f++) {
                logits[c] += weights[4 * c + f] * (feature[f] + z[f]);
            }
        }
        return logits;
    }

    @Test
    void headAndVectorTakeTheGradientOfBiasedFeatures() {
        Simulation<Sharing.Server> simulation = oneStep(2, 1);
        ClientContext client = client(simulation);
        ParameterSet start = client.parameters();
        ClientUpdate update = Given.train(simulation, client);
        Block block = Classifiers.weights(client.layout(), LAST);
        Block biasBlock = client.layout().blocks().get(client.layout().blocks().indexOf(block) + 1);
        float[] weights = values(start, block).clone();
        float[] bias = values(start, biasBlock).clone();
        float[] z = BIAS.clone();
        List<double[][]> outputs;
        try (Network network = simulation.openNetwork()) {
            network.load(start);
            outputs = outputs(network, client);
        }
        int size = client.examples().size();
        float[] expectedWeights = weights.clone();
        float[] expectedBias = bias.clone();
        for (int b = 0; b < size; b++) {
            double[] logits = logits(weights, bias, outputs.get(0)[b], BIAS);
            double sum = IntStream.range(0, CLASSES)
                    .mapToDouble(c -> Math.exp(logits[c]))
                    .sum();
            for (int c = 0; c < CLASSES; c++) {
                double slope = (Math.exp(logits[c]) / sum - (client.examples().label(b) == c ? 1 : 0)) / size;
                expectedBias[c] -= (float) (RATE * slope);
                for (int f = 0; f < 4; f++) {
                    expectedWeights[4 * c + f] -= (float) (RATE * slope * (outputs.get(0)[b][f] + BIAS[f]));
                    z[f] -= (float) (RATE * slope * weights[4 * c + f]);
                }
            }
        }
        ParameterSet sent = Given.uploaded(update);
        assertThat(values(sent, block)).containsExactly(expectedWeights, CLOSE).isNotEqualTo(weights);
        assertThat(values(sent, biasBlock)).containsExactly(expectedBias, CLOSE);
        assertThat(update.state().vector("bias-3")).containsExactly(z, CLOSE).isNotEqualTo(BIAS);
        assertThat(update.upload().vectors()).as("the mean is known").doesNotContainKey("mean-feature-3");
    }

    /** The hidden layer is {@code a = tanh(u)}, so its bias moves by {@code a' = 1 - a^2} times the gradient at a. */
    @Test
    void featuresArePulledToTheCommonMean() {
        double kappa = 3;
        double momentum = 0.25;
        Simulation<Sharing.Server> pulled = oneStep(kappa, momentum);
        ClientContext client = client(pulled);
        ParameterLayout layout = client.layout();
        Block stage = layout.stages(3).minus(layout.stages(2)).blocks().stream()
                .filter(block -> block.shape().size() == 1)
                .findFirst()
                .orElseThrow();
        float[] free = values(Given.trained(oneStep(0, momentum), client), stage);
        double[][] features;
        try (Network network = pulled.openNetwork()) {
            network.load(client.parameters());
            features = outputs(network, client).get(0);
        }
        int size = features.length;
        float[] expected = free.clone();
        for (int f = 0; f < 4; f++) {
            double batch = 0;
            double slope = 0;
            for (double[] feature : features) {
                batch += feature[f] / size;
                slope += 1 - feature[f] * feature[f];
            }
            double distance = momentum * batch - MEAN[f];
            expected[f] -= (float) (RATE * kappa / 4 * distance * momentum / size * slope);
        }
        assertThat(values(Given.trained(pulled, client), stage))
                .containsExactly(expected, CLOSE)
                .isNotEqualTo(free);
    }

    @Test
    void theFirstCohortDeterminesTheCommonMean() {
        SimulationResult<Sharing.Server> result = Given.simulation(
                        new FedDbe(new FedDbe.Options(Given.AVERAGING, 50, 1)))
                .withCohortSize(3)
                .play();
        SimulatedRound first = result.rounds().get(0);
        int[] sizes = {13, 6, 9, 4};
        for (Exit exit : Given.ALL) {
            String name = "mean-feature-" + exit;
            double[] expected =
                    new double[first.uploads().get(first.uploads().firstKey()).vector(name).length];
            double all = first.uploads().keySet().stream()
                    .mapToInt(client -> sizes[client.index()])
                    .sum();
            first.uploads().forEach((client, upload) -> {
                for (int f = 0; f < expected.length; f++) {
                    expected[f] += sizes[client.index()] / all * upload.vector(name)[f];
                }
            });
            float[] known = result.states().get(1).modules().vector(name);
            for (int f = 0; f < expected.length; f++) {
                assertThat((double) known[f]).isCloseTo(expected[f], Offset.offset(1e-6));
            }
            assertThat(result.lastState().modules().vector(name)).isEqualTo(known);
        }
        result.rounds().get(1).uploads().values().forEach(upload -> assertThat(upload.vectors())
                .isEmpty());
    }

    @Test
    void headsWithFurtherDenseLayersAreRefused() {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("hidden/W", BlockRole.HEAD, 1, List.of(5, 5))
                .add("dense/W", BlockRole.HEAD, 1, List.of(4, 5))
                .build();
        assertThatThrownBy(() -> Classifiers.weights(layout, new Exit(1)))
                .hasMessageContaining("The head of exit 1 has 2 matrices; expected one");
    }

    @Test
    void personalModelsAddTheVectorToFeatures() {
        Simulation<Sharing.Server> simulation = oneStep(2, 1);
        ClientContext client = client(simulation);
        ParameterSet shared = client.parameters();
        Block block = Classifiers.weights(client.layout(), LAST);
        float[] weights = values(shared, block);
        float[] bias = values(
                shared, client.layout().blocks().get(client.layout().blocks().indexOf(block) + 1));
        try (Network network = simulation.openNetwork()) {
            simulation.strategy().personalise(client, network);
            List<double[][]> outputs = outputs(network, client);
            for (int b = 0; b < client.examples().size(); b++) {
                assertThat(outputs.get(1)[b])
                        .containsExactly(logits(weights, bias, outputs.get(0)[b], BIAS), Offset.offset(1e-5));
            }
        }
    }
}
