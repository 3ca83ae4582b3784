package org.exeunt.baselines.fedbabu;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.baselines.fedbabu.FedBabu.FineTunePart;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FedBabuTest {
    private static Simulation<FedBabu.Server> simulation(int fineTuneEpochs, FineTunePart part) {
        FedBabu fedBabu = new FedBabu(
                new FedBabu.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        fineTuneEpochs,
                        part),
                new RecordingContext());
        return Simulation.of(fedBabu, SyntheticFederation.draw(8, 13, 6, 9, 4))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers());
    }

    /** Oracles 9a and 9b; initial heads would differ between clients if they were not fixed. */
    @Test
    void withoutFineTuningHeadsAreInitial() {
        Simulation<FedBabu.Server> simulation =
                simulation(0, FineTunePart.FULL).withOwnInitialHeads().withRounds(5);
        ParameterLayout layout = simulation.spec().layout();
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

    /** Oracle 9c. */
    @Test
    void sendsOnlyTheBackbone() {
        Simulation<FedBabu.Server> simulation = simulation(0, FineTunePart.FULL);
        BlockSet backbone = simulation.spec().layout().backbone();
        for (SimulatedRound round : simulation.play().rounds()) {
            assertThat(round.uploads()).hasSize(4);
            assertThat(round.uploads().values())
                    .allSatisfy(upload -> assertThat(upload.scalars()).isEqualTo(backbone.size()));
            assertThat(round.uploads().values()).allSatisfy(upload -> assertThat(
                            upload.parameters().orElseThrow().blocks())
                    .isEqualTo(backbone));
        }
    }

    @ParameterizedTest
    @EnumSource(FineTunePart.class)
    void fineTunesACopyOfTheChosenPart(FineTunePart part) {
        Simulation<FedBabu.Server> simulation = simulation(3, part).withCohortSize(2);
        ParameterLayout layout = simulation.spec().layout();
        SimulationResult<FedBabu.Server> fineTuned = simulation.play();
        SimulationResult<FedBabu.Server> plain =
                simulation(0, FineTunePart.FULL).withCohortSize(2).play();

        assertThat(fineTuned.states()).as("server states").isEqualTo(plain.states());
        assertThat(fineTuned.lastRound().kept()).isEqualTo(plain.lastRound().kept());
        for (int i = 0; i < 4; i++) {
            ParameterSet with = fineTuned.personalModel(i);
            ParameterSet without = plain.personalModel(i);
            assertThat(with.select(layout.heads()).equals(without.select(layout.heads())))
                    .as("client %d has the common heads", i)
                    .isEqualTo(part == FineTunePart.BODY);
            assertThat(with.select(layout.backbone()).equals(without.select(layout.backbone())))
                    .as("client %d has the shared backbone", i)
                    .isEqualTo(part == FineTunePart.HEAD);
        }
        assertThat(fineTuned.personalModel(0)).isNotEqualTo(fineTuned.personalModel(1));
    }

    @Test
    void fineTunesForAllItsEpochs() {
        Simulation<FedBabu.Server> simulation = simulation(3, FineTunePart.FULL);
        ClientContext client = simulation.context(
                new Round(1),
                new ClientId(0),
                simulation.spec().network().allExits(),
                Payload.empty(),
                Payload.empty());
        try (Network fineTuned = simulation.openNetwork();
                Network expected = simulation.openNetwork()) {
            simulation.strategy().personalise(client, fineTuned);
            client.loadParameters(expected);
            client.train(expected, EarlyExitLoss.of(ExitWeights.MEAN).objective(client), 3, ClientContext.BATCHES);
            assertThat(fineTuned.read(client.layout().all()))
                    .isEqualTo(expected.read(client.layout().all()));
        }
    }

    /** After an evaluation, the next client trains in the same network. */
    @Test
    void evaluationDoesNotAffectTraining() {
        Simulation<FedBabu.Server> simulation = simulation(3, FineTunePart.FULL);
        SimulationResult<FedBabu.Server> result = simulation.play();
        SimulatedRound second = result.rounds().get(1);
        ClientResult.Success expected = (ClientResult.Success) second.outcomes().get(0);
        var client = simulation.context(
                second.round(),
                expected.client(),
                second.exits().get(expected.client()),
                second.downloads().get(expected.client()),
                result.rounds().get(0).kept().get(expected.client()));
        try (Network network = simulation.openNetwork()) {
            simulation.strategy().personalise(client, network);
            network.resetVelocity(client.layout().trainable());
            var update = simulation.strategy().train(client, network);
            assertThat(update.upload()).isEqualTo(expected.update().upload());
            assertThat(update.state()).isEqualTo(expected.update().state());
        }
    }

    @Test
    void keepsOnlyStatisticsAndReportsRunEpochs() {
        Simulation<FedBabu.Server> simulation = simulation(3, FineTunePart.FULL);
        BlockSet buffers = simulation.spec().layout().buffers();
        SimulatedRound last = simulation.play().lastRound();
        for (Payload kept : last.kept().values()) {
            assertThat(kept.scalars()).isEqualTo(buffers.size());
            assertThat(kept.parameters().orElseThrow().blocks()).isEqualTo(buffers);
        }
        TrainingReport report =
                ((ClientResult.Success) last.outcomes().get(0)).update().report();
        assertThat(report.epochs()).isEqualTo(2);
        assertThat(report.headEpochs()).isZero();
    }
}
