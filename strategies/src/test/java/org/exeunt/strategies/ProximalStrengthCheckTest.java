package org.exeunt.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.Payload;
import org.exeunt.strategies.local.Local;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class ProximalStrengthCheckTest {
    /** What is warned of at a learning rate of 1/4. */
    private static List<String> warnings(int round, double strength) {
        RecordingContext context = new RecordingContext();
        Simulation<?> rehearsal = Simulation.of(
                        new Local.Plugin()
                                .create(new Local.Options(EarlyExitLoss.of(ExitWeights.MEAN)), new RecordingContext()),
                        SyntheticFederation.draw(4, 7))
                .withTraining(new LocalTraining(1, 4, 0.25, 0, 0));
        ProximalStrengthCheck.warn(
                context,
                rehearsal.context(new Round(round), new ClientId(0), ExitSet.upTo(3), Payload.empty(), Payload.empty()),
                "mu",
                strength);
        return context.warnings();
    }

    @Test
    void warnsOnceOfAPullWhoseStepsOvershoot() {
        assertThat(warnings(1, 4.5)).singleElement().asString().contains("'mu' is 4.5", "0.25");
        assertThat(warnings(2, 4.5)).isEmpty();
    }

    @Test
    void aStepThatEndsAtTheAnchorIsNotTooStrong() {
        assertThat(warnings(1, 4)).isEmpty();
        assertThat(warnings(1, 0.3)).isEmpty();
    }
}
