package org.exeunt.baselines.apfl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
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

class ApflTest {
    private static final ClientId CLIENT = new ClientId(0);
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);
    private static final double RATE = 0.25;

    private static Apfl apfl(double alpha, boolean adaptive) {
        return new Apfl(
                new Apfl.Options(new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE), alpha, adaptive, 1),
                new RecordingContext());
    }

    /** One full-batch step without momentum and decay. */
    private static Simulation<FedAvg.Server> simulation(Apfl apfl) {
        return Simulation.of(apfl, SyntheticFederation.draw(8, 13, 6, 9, 4))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers())
                .withTraining(round -> new LocalTraining(1, 100, RATE, 0, 0));
    }

    private final Simulation<FedAvg.Server> setting = simulation(apfl(0.5, false));
    private final BlockSet trainable = setting.spec().layout().trainable();
    private final ParameterSet w = setting.withSeed(5).spec().initial().select(trainable);
    private final ParameterSet v = setting.withSeed(6).spec().initial();

    private ClientContext client(float alpha) {
        Payload state = Payload.of(v.select(v.layout().buffers()))
                .with(Apfl.PERSONAL, v)
                .with(Apfl.ALPHA, new float[] {alpha});
        return setting.context(new Round(2), CLIENT, setting.spec().network().allExits(), Payload.of(w), state);
    }

    private ClientUpdate train(Apfl apfl, float alpha) {
        try (Network network = setting.openNetwork()) {
            return apfl.train(client(alpha), network);
        }
    }

    private ParameterSet gradientOfMixture(double alpha) {
        try (Network network = setting.openNetwork()) {
            network.load(v);
            network.load(Apfl.mixed(v.select(trainable), w, alpha));
            ClientContext client = client((float) alpha);
            return network.gradient(LOSS.objective(client), client.examples(), client.stream("gradient"));
        }
    }

    private static ParameterSet scalar(double value) {
        ParameterLayout one = new ParameterLayout.Builder()
                .add("w", BlockRole.BACKBONE, 1, List.of(1))
                .build();
        return ParameterSet.of(one.all(), new float[] {(float) value});
    }

    /** v = 3, w = 1, alpha = 0.25: mixture 1.5; moved to 1.25, v is 2. */
    @Test
    void mixtureAndItsInverse() {
        assertThat(Apfl.mixed(scalar(3), scalar(1), 0.25).values()).containsExactly(1.5f);
        assertThat(Apfl.unmixed(scalar(1.25), scalar(1), 0.25).values()).containsExactly(2f);
        assertThat(Apfl.unmixed(scalar(1.1), scalar(7), 1)).isEqualTo(scalar(1.1));
    }

    @Test
    void alphaFollowsItsGradientWithinItsLimits() {
        assertThat(Apfl.nextAlpha(0.5, 0.1, 2)).isCloseTo(0.3, within(1e-12));
        assertThat(Apfl.nextAlpha(0.5, 0.1, -20)).isEqualTo(1);
        assertThat(Apfl.nextAlpha(0.5, 0.1, 20)).isZero();
        assertThat(Apfl.nextAlpha(0.5, 0.1, Double.NaN)).isEqualTo(0.5);
    }

    /** v moves by {@code -eta alpha g} with g the gradient at the mixture. */
    @Test
    void personalStepFollowsTheGradientOfTheMixture() {
        for (float alpha : new float[] {0.25f, 0.5f, 1}) {
            ParameterSet expected = ParameterMath.axpy(-RATE * alpha, gradientOfMixture(alpha), v.select(trainable));
            ParameterSet personal = train(apfl(0.5, false), alpha).state().parameters(Apfl.PERSONAL);
            assertThat(personal.select(trainable).values())
                    .as("alpha %s", alpha)
                    .containsExactly(expected.values(), within(1e-5f));
        }
    }

    /** v moves by {@code -eta alpha g} with the learned alpha, with g the gradient at its mixture. */
    @Test
    void personalStepUsesTheLearnedAlpha() {
        ClientUpdate update = train(apfl(0.5, true), 0.5f);
        double alpha = update.state().vector(Apfl.ALPHA)[0];
        assertThat(alpha).isStrictlyBetween(0.1, 0.9).isNotEqualTo(0.5);
        ParameterSet expected = ParameterMath.axpy(-RATE * alpha, gradientOfMixture(alpha), v.select(trainable));
        assertThat(update.state().parameters(Apfl.PERSONAL).select(trainable).values())
                .containsExactly(expected.values(), within(1e-5f));
    }

    /** The velocity of the personal branch must not affect the next round of the shared branch. */
    @Test
    void sharedBranchKeepsItsVelocity() {
        ClientContext client = setting.withTraining(round -> new LocalTraining(2, 4, RATE, 0.5, 0))
                .context(new Round(1), CLIENT, client(0.5f).exits(), Payload.of(w), Payload.empty());
        FedAvg fedAvg = new FedAvg(new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE), new RecordingContext());
        try (Network both = setting.openNetwork();
                Network shared = setting.openNetwork()) {
            apfl(0.5, true).train(client, both);
            fedAvg.train(client, shared);
            assertThat(both.readVelocity(trainable)).isEqualTo(shared.readVelocity(trainable));
        }
    }

    @Test
    void learnedAlphaFollowsTheGradientOfTheMixture() {
        double slope = ParameterMath.dot(gradientOfMixture(0.5), ParameterMath.subtract(v.select(trainable), w));
        ClientUpdate update = train(apfl(0.5, true), 0.5f);
        double expected = Math.max(0, Math.min(1, 0.5 - RATE * slope));
        assertThat((double) update.state().vector(Apfl.ALPHA)[0])
                .isCloseTo(expected, within(1e-5))
                .isNotEqualTo(0.5);
        assertThat(update.report().metrics().get(Apfl.ALPHA).mean()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void withoutPersonalShareThePersonalModelStays() {
        ClientUpdate update = train(apfl(0, false), 0);
        assertThat(update.state().parameters(Apfl.PERSONAL).select(trainable)).isEqualTo(v.select(trainable));
        assertThat(update.report().epochs()).isEqualTo(1);
    }

    /** With own initial heads and almost no learning rate, v_i shows where it started: at the common ones. */
    @Test
    void blocksThatWereNeverTrainedAreShared() {
        Simulation<FedAvg.Server> own =
                setting.withOwnInitialHeads().withTraining(round -> new LocalTraining(1, 100, 1e-30, 0, 0));
        ParameterLayout layout = own.spec().layout();
        BlockSet trained = layout.prefix(1);
        ClientId client = new ClientId(1);
        try (Network network = own.openNetwork()) {
            Payload received = Payload.of(w.select(trained));
            Payload state = apfl(0.5, true)
                    .train(own.context(new Round(1), client, ExitSet.of(1), received, Payload.empty()), network)
                    .state();
            ParameterSet personal = state.parameters(Apfl.PERSONAL);
            BlockSet statistics = layout.select(block -> block.role().isStatistic() && block.depth() == 1);
            assertThat(personal.blocks()).isEqualTo(trained.union(statistics));
            assertThat(personal.select(trained).values())
                    .containsExactly(own.spec().initial().select(trained).values(), within(1e-6f));
            ExitSet all = own.spec().network().allExits();
            float[] means = new float[layout.buffers().size()];
            Arrays.fill(means, 0.5f);
            ParameterSet averaged = ParameterSet.of(layout.buffers(), means);
            apfl(0.5, true)
                    .personalise(own.context(new Round(1), client, all, Payload.of(w.with(averaged)), state), network);
            assertThat(network.read(trainable))
                    .isEqualTo(w.with(Apfl.mixed(personal.select(trained), w.select(trained), 0.5)));
            assertThat(network.read(layout.buffers())).isEqualTo(averaged.with(personal.select(statistics)));
        }
    }

    @Test
    void personalModelIsTheMixture() {
        try (Network network = setting.openNetwork()) {
            apfl(0.5, true).personalise(client(0.25f), network);
            assertThat(network.read(trainable)).isEqualTo(Apfl.mixed(v.select(trainable), w, 0.25));
        }
    }
}
