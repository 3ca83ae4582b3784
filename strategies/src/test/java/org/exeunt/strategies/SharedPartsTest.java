package org.exeunt.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.local.Local;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What several methods share: a ramp, and a check of proximal terms. */
class SharedPartsTest {
    /** Returns the warnings at a learning rate of 1/4. */
    private static List<String> warnings(double strength) {
        RecordingContext context = new RecordingContext();
        Strategy<?> strategy = new StrategyPlugins()
                .<Strategy<?>>choose(Strategy.class, "local", new Local.Options(new EarlyExitLoss(ExitWeights.MEAN)))
                .create(new RecordingContext());
        Simulation<?> simulation = Simulation.of(strategy, SyntheticFederation.draw(4, 7))
                .withTraining(round -> new LocalTraining(1, 4, 0.25, 0, 0));
        ProximalStrengthCheck.warn(context, simulation.spec(), "mu", strength);
        return context.warnings();
    }

    @Test
    void warnsIfAStepOvershootsTheAnchor() {
        assertThat(warnings(4.5)).singleElement().asString().contains("'mu' is 4.5", "0.25");
    }

    @Test
    void acceptsAStepThatEndsAtTheAnchor() {
        assertThat(warnings(4)).isEmpty();
        assertThat(warnings(0.3)).isEmpty();
    }

    /** exp(-5), exp(-5 (3/4)^2), exp(-5/4), exp(-5/16), then 1. */
    @ParameterizedTest
    @CsvSource({"1, .006737946999", "2, .060054667895", "3, .286504796860", "4, .731615628946", "5, 1", "6, 1"})
    void growsToOneOverTheRamp(int round, double weight) {
        assertThat(new SigmoidRamp(4).at(new Round(round))).isCloseTo(weight, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void zeroRoundsGiveFullWeight(int round) {
        assertThat(new SigmoidRamp(0).at(new Round(round))).isEqualTo(1);
    }

    @Test
    void batchesHaveEveryExampleInItsPlace() {
        Simulation<?> simulation = Simulation.of(
                        new StrategyPlugins()
                                .<Strategy<?>>choose(
                                        Strategy.class, "local", new Local.Options(new EarlyExitLoss(ExitWeights.MEAN)))
                                .create(new RecordingContext()),
                        SyntheticFederation.draw(4, 7))
                .withTraining(round -> new LocalTraining(1, 3, 0.25, 0, 0));
        ClientContext client =
                simulation.context(new Round(1), new ClientId(0), ExitSet.upTo(1), Payload.empty(), Payload.empty());
        assertThat(client.batches()).extracting(Examples::size).containsExactly(3, 3, 1);
        Examples all = client.batches().stream().reduce(Examples::concatenate).orElseThrow();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.label(i)).isEqualTo(client.examples().label(i));
        }
    }
}
