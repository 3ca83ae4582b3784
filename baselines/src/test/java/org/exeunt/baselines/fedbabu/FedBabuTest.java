package org.exeunt.baselines.fedbabu;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.Preset;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;

class FedBabuTest {
    private static Simulation<FedBabu.Server> simulation(int fineTuneEpochs) {
        return Given.simulation(
                new FedBabu(new FedBabu.Options(Preset.PAPER, Given.AVERAGING, fineTuneEpochs, true, true)));
    }

    private final Simulation<FedBabu.Server> fineTuning = simulation(3);
    private final ParameterLayout layout = fineTuning.spec().layout();

    /** Oracles 9a and 9b; initial heads would differ between clients if they were not fixed. */
    @Test
    void withoutFineTuningHeadsAreInitial() {
        Simulation<FedBabu.Server> simulation =
                simulation(0).withOwnInitialHeads().withRounds(5);
        ParameterSet heads = simulation.spec().initial().select(layout.heads());
        SimulationResult<FedBabu.Server> result = simulation.play();
        assertThat(result.lastState().shared())
                .isNotEqualTo(result.states().get(0).shared());
        result.personalModels().forEach((client, model) -> {
            assertThat(model.select(layout.heads())).as("client %s", client).isEqualTo(heads);
            assertThat(model.select(layout.backbone()))
                    .as("client %s", client)
                    .isEqualTo(result.lastState().shared());
        });
    }

    @Test
    void fineTunesACopy() {
        SimulationResult<FedBabu.Server> fineTuned =
                simulation(3).withCohortSize(2).play();
        SimulationResult<FedBabu.Server> plain = simulation(0).withCohortSize(2).play();
        assertThat(fineTuned.states()).as("server states").isEqualTo(plain.states());
        assertThat(fineTuned.lastRound().kept()).isEqualTo(plain.lastRound().kept());
        for (int i = 0; i < 4; i++) {
            ParameterSet with = fineTuned.personalModel(i);
            ParameterSet without = plain.personalModel(i);
            assertThat(with.select(layout.heads()).equals(without.select(layout.heads())))
                    .as("client %d has the common heads", i)
                    .isFalse();
            assertThat(with.select(layout.backbone()).equals(without.select(layout.backbone())))
                    .as("client %d has the shared backbone", i)
                    .isFalse();
        }
        assertThat(fineTuned.personalModel(0)).isNotEqualTo(fineTuned.personalModel(1));
    }

    @Test
    void fineTunesForAllItsEpochs() {
        ClientContext client =
                fineTuning.context(new Round(1), new ClientId(0), Given.ALL, Payload.empty(), Payload.empty());
        try (Network fineTuned = fineTuning.openNetwork();
                Network expected = fineTuning.openNetwork()) {
            fineTuning.strategy().personalise(client, fineTuned);
            client.loadParameters(expected);
            client.train(expected, Given.LOSS.objective(client), 3, ClientContext.BATCHES);
            assertThat(fineTuned.read(layout.all())).isEqualTo(expected.read(layout.all()));
        }
    }

    /** After an evaluation, the next client trains in the same network. */
    @Test
    void evaluationDoesNotAffectTraining() {
        ClientContext client = Given.context(fineTuning, 2, new ClientId(1), Given.ALL, Payload.empty());
        ClientUpdate expected = Given.train(fineTuning, client);
        try (Network network = fineTuning.openNetwork()) {
            fineTuning.strategy().personalise(client, network);
            network.resetVelocity(layout.trainable());
            ClientUpdate update = fineTuning.strategy().train(client, network);
            assertThat(update.upload()).isEqualTo(expected.upload());
            assertThat(update.state()).isEqualTo(expected.state());
        }
    }

    @Test
    void keepsOnlyStatisticsAndReportsRunEpochs() {
        ClientUpdate update =
                Given.train(fineTuning, Given.context(fineTuning, 1, new ClientId(0), Given.ALL, Payload.empty()));
        assertThat(update.state().scalars()).isEqualTo(layout.buffers().size());
        assertThat(update.state().parameters().orElseThrow().blocks()).isEqualTo(layout.buffers());
        assertThat(update.report().epochs()).isEqualTo(2);
        assertThat(update.report().headEpochs()).isZero();
    }
}
