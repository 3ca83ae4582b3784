package org.exeunt.baselines.apfl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.filled;
import static org.exeunt.baselines.Given.vector;

import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.federation.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApflTest {
    private static final ClientId CLIENT = new ClientId(0);
    private static final double RATE = 0.25;

    private static Apfl apfl(double alpha, boolean adaptive) {
        return new Apfl(new Apfl.Options(Given.AVERAGING, alpha, adaptive, Optional.of(1)));
    }

    private final Simulation<FedAvg.Server> setting = Given.oneStep(apfl(0.5, false), RATE);
    private final BlockSet trainable = setting.spec().layout().trainable();
    private final ParameterSet w = setting.withSeed(5).spec().initial().select(trainable);
    private final ParameterSet v = setting.withSeed(6).spec().initial();

    private ClientContext client(float alpha) {
        Payload state = Payload.of(v.select(v.layout().buffers()))
                .with(Apfl.PERSONAL, v)
                .with(Apfl.ALPHA, new float[] {alpha});
        return setting.context(new Round(2), CLIENT, Given.ALL, Payload.of(w), state);
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
            return Given.gradient(network, client((float) alpha), trainable);
        }
    }

    /** v = 3, w = 1, alpha = 0.25: mixture 1.5; moved to 1.25, v is 2. */
    @Test
    void mixtureAndItsInverse() {
        assertThat(Apfl.mixed(vector(3), vector(1), 0.25)).isEqualTo(vector(1.5f));
        assertThat(Apfl.unmixed(vector(1.25f), vector(1), 0.25)).isEqualTo(vector(2));
        assertThat(Apfl.unmixed(vector(1.1f), vector(7), 1)).isEqualTo(vector(1.1f));
    }

    @Test
    void alphaFollowsItsGradientWithinItsLimits() {
        assertThat(Apfl.nextAlpha(0.5, 0.1, 2)).isCloseTo(0.3, within(1e-12));
        assertThat(Apfl.nextAlpha(0.5, 0.1, -20)).isEqualTo(1);
        assertThat(Apfl.nextAlpha(0.5, 0.1, 20)).isZero();
        assertThat(Apfl.nextAlpha(0.5, 0.1, Double.NaN)).isEqualTo(0.5);
    }

    /** v moves by {@code -eta alpha g} with g the gradient at the mixture, also with a learned alpha. */
    @ParameterizedTest
    @CsvSource({"0.25, false", "0.5, false", "1, false", "0.5, true"})
    void personalStepFollowsTheGradientOfTheMixture(float alpha, boolean adaptive) {
        ClientUpdate update = train(apfl(0.5, adaptive), alpha);
        double used = adaptive ? update.state().vector(Apfl.ALPHA)[0] : alpha;
        if (adaptive) {
            assertThat(used).isStrictlyBetween(0.1, 0.9).isNotEqualTo(0.5);
        }
        ParameterSet expected = ParameterMath.axpy(-RATE * used, gradientOfMixture(used), v.select(trainable));
        assertThat(update.state().parameters(Apfl.PERSONAL).select(trainable).values())
                .containsExactly(expected.values(), within(1e-5f));
    }

    /** The velocity of the personal branch must not affect the next round of the shared branch. */
    @Test
    void sharedBranchKeepsItsVelocity() {
        ClientContext client = setting.withTraining(round -> new LocalTraining(2, 4, RATE, 0.5, 0))
                .context(new Round(1), CLIENT, Given.ALL, Payload.of(w), Payload.empty());
        try (Network both = setting.openNetwork();
                Network shared = setting.openNetwork()) {
            apfl(0.5, true).train(client, both);
            Given.fedAvg().train(client, shared);
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

            ParameterSet averaged = filled(layout.buffers(), 0.5);
            apfl(0.5, true)
                    .personalise(
                            own.context(new Round(1), client, Given.ALL, Payload.of(w.with(averaged)), state), network);
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
