package org.exeunt.baselines.fedala;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.filled;
import static org.exeunt.baselines.Given.gradient;
import static org.exeunt.baselines.Given.vector;

import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.federation.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FedAlaTest {
    private static final ClientId CLIENT = new ClientId(0);

    private static FedAla fedAla(int stages, double examplesFraction, int firstPasses, int passes) {
        return new FedAla(new FedAla.Options(Given.AVERAGING, stages, 2, examplesFraction, firstPasses, passes));
    }

    private final Simulation<FedAvg.Server> setting = Given.oneStep(fedAla(0, 1, 1, 1), 0.25);
    private final ParameterLayout layout = setting.spec().layout();
    private final BlockSet heads = layout.heads();
    private final ParameterSet w = setting.withSeed(5).spec().initial().select(layout.trainable());
    private final ParameterSet v = setting.withSeed(6).spec().initial();

    /** A client with its own upper layers. */
    private ClientContext client(BlockSet upper) {
        Payload state = Payload.of(v.select(layout.buffers())).with(FedAla.OWN, v.select(upper));
        return setting.context(new Round(2), CLIENT, Given.ALL, Payload.of(w), state);
    }

    @Test
    void weightsMixEveryParameter() {
        assertThat(FedAla.mixed(vector(1, 1, 1), vector(3, 3, 3), vector(0, 0.25f, 1)))
                .isEqualTo(vector(1, 1.5f, 3));
    }

    /** a = 1, w - v = 2, eta = 0.5: gradient 0.25 gives 0.75, 3 is limited to 0, -1 to 1. */
    @Test
    void weightsStepAgainstTheirGradient() {
        assertThat(FedAla.stepped(
                        filled(vector(0, 0, 0, 0).blocks(), 1),
                        vector(0.25f, 3, -1, Float.NaN),
                        vector(1, 1, 1, 1),
                        vector(3, 3, 3, 3),
                        0.5))
                .isEqualTo(vector(0.75f, 0, 1, 1));
    }

    /**
     * The weights of one pass over all examples are those of the gradient at the received model, where they are all 1;
     * two passes over 7 of 13 examples step from the mixture of the first.
     */
    @ParameterizedTest
    @CsvSource({"1, 13, 1", "0.5, 7, 2"})
    void weightsStepFromTheirMixture(double fraction, int count, int passes) {
        ClientContext client = client(heads);
        int[] drawn = count < 13
                ? RandomOrder.draw(count, 13, client.stream("ala-examples"))
                : IntStream.range(0, 13).toArray();
        ClientContext some = client.withExamples(client.examples().select(drawn));
        ParameterSet expected = filled(heads, 1);
        try (Network network = setting.openNetwork()) {
            client.loadParameters(network);
            for (int pass = 0; pass < passes; pass++) {
                network.load(FedAla.mixed(v.select(heads), w.select(heads), expected));
                expected =
                        FedAla.stepped(expected, gradient(network, some, heads), v.select(heads), w.select(heads), 2);
            }
            ParameterSet weights = fedAla(0, fraction, passes, 0)
                    .train(client, network)
                    .state()
                    .parameters(FedAla.WEIGHTS);
            assertThat(weights.values())
                    .containsExactly(expected.values(), within(1e-5f))
                    .isNotEqualTo(filled(heads, 1).values());
        }
    }

    @Test
    void weightsAreKeptBetweenRounds() {
        FedAla fedAla = fedAla(0, 1, 1, 0);
        ClientContext second = client(heads);
        try (Network network = setting.openNetwork()) {
            Payload state = fedAla.train(second, network).state();
            ClientContext third = setting.context(new Round(3), CLIENT, second.exits(), second.received(), state);
            assertThat(fedAla.train(third, network).state().parameters(FedAla.WEIGHTS))
                    .isEqualTo(state.parameters(FedAla.WEIGHTS))
                    .isNotEqualTo(filled(heads, 1));
        }
    }

    @Test
    void trainingStartsFromTheMixture() {
        FedAla fedAla = fedAla(0, 1, 3, 1);
        ClientContext client = client(heads);
        try (Network network = setting.openNetwork()) {
            fedAla.personalise(client, network);
            ParameterSet start = network.read(layout.trainable());
            assertThat(start.select(layout.backbone())).isEqualTo(w.select(layout.backbone()));
            assertThat(start.select(heads)).isNotEqualTo(w.select(heads)).isNotEqualTo(v.select(heads));
            ClientUpdate expected = Given.fedAvg().train(client.withReceived(Payload.of(start)), network);
            ClientUpdate update = fedAla.train(client, network);
            assertThat(update.upload()).isEqualTo(expected.upload());
            assertThat(update.state().parameters(FedAla.OWN))
                    .isEqualTo(Given.uploaded(expected).select(heads));
        }
    }

    @Test
    void deepestStagesAreMixedByOption() {
        BlockSet upper = heads.union(layout.backbone().minus(layout.stages(2)));
        try (Network network = setting.openNetwork()) {
            Payload state = fedAla(1, 1, 1, 1).train(client(upper), network).state();
            assertThat(state.parameters(FedAla.WEIGHTS).blocks()).isEqualTo(upper);
        }
    }

    @Test
    void refusesMoreStagesThanTheNetworkHas() {
        assertThatThrownBy(() -> fedAla(4, 1, 1, 1).initialize(setting.spec()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'stages' is 4", "at most 3");
    }

    @Test
    void clientsThatNeverTrainedUseTheSharedModel() {
        ClientContext fresh = setting.context(new Round(2), CLIENT, Given.ALL, Payload.of(w), Payload.empty());
        try (Network network = setting.openNetwork()) {
            setting.strategy().personalise(fresh, network);
            assertThat(network.read(layout.trainable())).isEqualTo(w);
        }
    }
}
