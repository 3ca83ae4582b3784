package org.exeunt.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.local.Local;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class ProximalStrengthCheckTest {
    /** Returns the warnings at a learning rate of 1/4. */
    private static List<String> warnings(double strength) {
        RecordingContext context = new RecordingContext();
        Strategy<?> strategy = new Local.Provider()
                .create(new Local.Options(EarlyExitLoss.of(ExitWeights.MEAN)), new RecordingContext());
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
}
