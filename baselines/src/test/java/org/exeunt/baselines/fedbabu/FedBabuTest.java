package org.exeunt.baselines.fedbabu;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.baselines.fedbabu.FedBabu.FineTunePart;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FedBabuTest {
    private static Simulation<FedBabu.Server> rehearsal(int fineTuneEpochs, FineTunePart part) {
        FedBabu fedBabu = new FedBabu(
                new FedBabu.Options(
                        EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE, fineTuneEpochs, part),
                new RecordingContext());
        return Simulation.of(fedBabu, SyntheticFederation.draw(8, 13, 6, 9, 4))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers());
    }

    /** Oracles 9a and 9b, with heads that would differ from client to client if they were not fixed. */
    @Test
    void withoutTuningTheModelIsTheBackboneUnderTheInitialHeads() {
        Simulation<FedBabu.Server> rehearsal =
                rehearsal(0, FineTunePart.FULL).withOwnInitialHeads().withRounds(5);
        ParameterLayout layout = rehearsal.facts().layout();
        ParameterSet heads = rehearsal.facts().initial().select(layout.heads());
        SimulationResult<FedBabu.Server> rehearsed = rehearsal.play();

        assertThat(rehearsed.lastState().backbone())
                .isNotEqualTo(rehearsed.states().get(0).backbone());
        rehearsed.personalModels().forEach((client, model) -> {
            assertThat(model.select(layout.heads())).as("client %s", client).isEqualTo(heads);
            assertThat(model.select(layout.backbone()))
                    .as("client %s", client)
                    .isEqualTo(rehearsed.lastState().backbone());
        });
    }

    /** Oracle 9c. */
    @Test
    void sendsTheBackboneAlone() {
        Simulation<FedBabu.Server> rehearsal = rehearsal(0, FineTunePart.FULL);
        BlockSet backbone = rehearsal.facts().layout().backbone();
        for (SimulatedRound round : rehearsal.play().rounds()) {
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
    void tunesACopyOfTheChosenPart(FineTunePart part) {
        Simulation<FedBabu.Server> rehearsal = rehearsal(3, part).withCohortSize(2);
        ParameterLayout layout = rehearsal.facts().layout();
        SimulationResult<FedBabu.Server> tuned = rehearsal.play();
        SimulationResult<FedBabu.Server> plain =
                rehearsal(0, FineTunePart.FULL).withCohortSize(2).play();

        assertThat(tuned.states()).as("what the federation learned").isEqualTo(plain.states());
        assertThat(tuned.lastRound().kept()).isEqualTo(plain.lastRound().kept());
        for (int i = 0; i < 4; i++) {
            ParameterSet with = tuned.personalModel(i);
            ParameterSet without = plain.personalModel(i);
            assertThat(with.select(layout.heads()).equals(without.select(layout.heads())))
                    .as("client %d has the heads of all", i)
                    .isEqualTo(part == FineTunePart.BODY);
            assertThat(with.select(layout.backbone()).equals(without.select(layout.backbone())))
                    .as("client %d has the backbone of all", i)
                    .isEqualTo(part == FineTunePart.HEAD);
        }
        assertThat(tuned.personalModel(0)).isNotEqualTo(tuned.personalModel(1));
    }

    /** An evaluation between two rounds leaves a network behind that the next client trains in. */
    @Test
    void evaluatingAClientDoesNotTouchItsNextTraining() {
        Simulation<FedBabu.Server> rehearsal = rehearsal(3, FineTunePart.FULL);
        SimulationResult<FedBabu.Server> rehearsed = rehearsal.play();
        SimulatedRound second = rehearsed.rounds().get(1);
        ClientResult.Success expected = (ClientResult.Success) second.outcomes().get(0);
        var client = rehearsal.context(
                second.round(),
                expected.client(),
                second.exits().get(expected.client()),
                second.downloads().get(expected.client()),
                rehearsed.rounds().get(0).kept().get(expected.client()));
        try (Network network = rehearsal.openNetwork()) {
            rehearsal.strategy().personalise(client, network);
            network.resetVelocity(client.layout().trainable());
            var update = rehearsal.strategy().train(client, network);
            assertThat(update.upload()).isEqualTo(expected.update().upload());
            assertThat(update.state()).isEqualTo(expected.update().state());
        }
    }

    @Test
    void keepsRunningStatisticsAloneAndCountsTheRunsEpochs() {
        Simulation<FedBabu.Server> rehearsal = rehearsal(3, FineTunePart.FULL);
        BlockSet buffers = rehearsal.facts().layout().buffers();
        SimulatedRound last = rehearsal.play().lastRound();
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
