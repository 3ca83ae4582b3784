package org.exeunt.baselines.fedala;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class FedAlaTest {
    private static final ClientId CLIENT = new ClientId(0);
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);

    private static FedAla fedAla(int stages, int firstPasses) {
        return fedAla(stages, 1, firstPasses, 1);
    }

    private static FedAla fedAla(int stages, double examplesFraction, int firstPasses, int passes) {
        return new FedAla(
                new FedAla.Options(
                        new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE),
                        stages,
                        2,
                        examplesFraction,
                        firstPasses,
                        passes),
                new RecordingContext());
    }

    private static Simulation<FedAvg.Server> simulation(FedAla fedAla) {
        return Simulation.of(fedAla, SyntheticFederation.draw(8, 13, 6, 9, 4))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers())
                .withTraining(round -> new LocalTraining(1, 100, 0.25, 0, 0));
    }

    private final Simulation<FedAvg.Server> setting = simulation(fedAla(0, 1));
    private final ParameterLayout layout = setting.spec().layout();
    private final ParameterSet w = setting.withSeed(5).spec().initial().select(layout.trainable());
    private final ParameterSet v = setting.withSeed(6).spec().initial();

    /** A client with its own upper layers. */
    private ClientContext client(BlockSet upper) {
        Payload state = Payload.of(v.select(layout.buffers())).with(FedAla.OWN, v.select(upper));
        return setting.context(new Round(2), CLIENT, setting.spec().network().allExits(), Payload.of(w), state);
    }

    private static ParameterSet vector(float... values) {
        ParameterLayout one = new ParameterLayout.Builder()
                .add("w", BlockRole.HEAD, 1, List.of(values.length))
                .build();
        return ParameterSet.of(one.all(), values);
    }

    @Test
    void weightsMixEveryParameter() {
        assertThat(FedAla.mixed(vector(1, 1, 1), vector(3, 3, 3), vector(0, 0.25f, 1))
                        .values())
                .containsExactly(1, 1.5f, 3);
    }

    /** a = 1, w - v = 2, eta = 0.5: gradient 0.25 gives 0.75, 3 is limited to 0, -1 to 1. */
    @Test
    void weightsStepAgainstTheirGradient() {
        assertThat(FedAla.stepped(
                                vector(1, 1, 1, 1),
                                vector(0.25f, 3, -1, Float.NaN),
                                vector(1, 1, 1, 1),
                                vector(3, 3, 3, 3),
                                0.5)
                        .values())
                .containsExactly(0.75f, 0, 1, 1);
    }

    /** One pass of one batch: the weights are those of the gradient at the received model, where they are all 1. */
    @Test
    void firstStepStartsFromTheReceivedModel() {
        BlockSet heads = layout.heads();
        ClientContext client = client(heads);
        ParameterSet ones = filled(heads, 1);
        ParameterSet expected;
        try (Network network = setting.openNetwork()) {
            client.loadParameters(network);
            ParameterSet gradient = network.gradient(
                    LOSS.objective(client).restrictedTo(heads), client.examples(), client.stream("gradient"));
            expected = FedAla.stepped(ones, gradient, v.select(heads), w.select(heads), 2);
        }
        ClientUpdate update;
        try (Network network = setting.openNetwork()) {
            update = fedAla(0, 1).train(client, network);
        }
        assertThat(update.state().parameters(FedAla.WEIGHTS).values())
                .containsExactly(expected.values(), within(1e-5f))
                .isNotEqualTo(ones.values());
    }

    /** Two passes over 7 of 13 examples: the gradient of the second is that at the mixture. */
    @Test
    void laterStepsStartFromTheMixture() {
        BlockSet heads = layout.heads();
        ClientContext client = client(heads);
        Examples examples = client.examples().select(RandomOrder.draw(7, 13, client.stream("ala-examples")));
        ParameterSet expected = filled(heads, 1);
        ParameterSet trained;
        try (Network network = setting.openNetwork()) {
            client.loadParameters(network);
            for (int pass = 0; pass < 2; pass++) {
                network.load(FedAla.mixed(v.select(heads), w.select(heads), expected));
                ParameterSet gradient = network.gradient(
                        LOSS.objective(client).restrictedTo(heads), examples, client.stream("gradient"));
                expected = FedAla.stepped(expected, gradient, v.select(heads), w.select(heads), 2);
            }
            trained = fedAla(0, 0.5, 2, 0).train(client, network).state().parameters(FedAla.WEIGHTS);
        }
        assertThat(trained.values()).containsExactly(expected.values(), within(1e-5f));
    }

    @Test
    void weightsAreKeptBetweenRounds() {
        FedAla fedAla = fedAla(0, 1, 1, 0);
        ClientContext second = client(layout.heads());
        try (Network network = setting.openNetwork()) {
            Payload state = fedAla.train(second, network).state();
            ClientContext third = setting.context(new Round(3), CLIENT, second.exits(), second.received(), state);
            assertThat(fedAla.train(third, network).state().parameters(FedAla.WEIGHTS))
                    .isEqualTo(state.parameters(FedAla.WEIGHTS))
                    .isNotEqualTo(filled(layout.heads(), 1));
        }
    }

    private static ParameterSet filled(BlockSet blocks, float value) {
        float[] values = new float[blocks.size()];
        Arrays.fill(values, value);
        return ParameterSet.of(blocks, values);
    }

    @Test
    void trainingStartsFromTheMixture() {
        FedAla fedAla = fedAla(0, 3);
        ClientContext client = client(layout.heads());
        FedAvg fedAvg = new FedAvg(new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE), new RecordingContext());
        try (Network network = setting.openNetwork()) {
            fedAla.personalise(client, network);
            ParameterSet start = network.read(layout.trainable());
            assertThat(start.select(layout.backbone())).isEqualTo(w.select(layout.backbone()));
            assertThat(start.select(layout.heads()))
                    .isNotEqualTo(w.select(layout.heads()))
                    .isNotEqualTo(v.select(layout.heads()));
            ClientUpdate expected = fedAvg.train(client.withReceived(Payload.of(start)), network);
            ClientUpdate update = fedAla.train(client, network);
            assertThat(update.upload()).isEqualTo(expected.upload());
            assertThat(update.state().parameters(FedAla.OWN))
                    .isEqualTo(expected.upload().parameters().orElseThrow().select(layout.heads()));
        }
    }

    @Test
    void deepestStagesAreMixedByOption() {
        BlockSet upper = layout.heads().union(layout.backbone().minus(layout.stages(2)));
        try (Network network = setting.openNetwork()) {
            assertThat(fedAla(1, 1)
                            .train(client(upper), network)
                            .state()
                            .parameters(FedAla.WEIGHTS)
                            .blocks())
                    .isEqualTo(upper);
        }
    }

    @Test
    void refusesMoreStagesThanTheNetworkHas() {
        assertThatThrownBy(() -> fedAla(4, 1).initialize(setting.spec()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'stages' is 4", "at most 3");
    }

    @Test
    void clientsThatNeverTrainedUseTheSharedModel() {
        ClientContext fresh = setting.context(
                new Round(2), CLIENT, setting.spec().network().allExits(), Payload.of(w), Payload.empty());
        try (Network network = setting.openNetwork()) {
            fedAla(0, 1).personalise(fresh, network);
            assertThat(network.read(layout.trainable())).isEqualTo(w);
        }
    }
}
