package org.exeunt.baselines.scalefl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.engine.Activation;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class ScaleFlTest {
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(8, 13, 6, 9, 4);
    private static final ToyNetworkOptions WIDE = ToyNetworkOptions.of(6, 8, 10).withBuffers();
    private static final ToyNetworkOptions NARROW =
            ToyNetworkOptions.of(3, 4, 5).withBuffers();
    private static final LocalTraining TRAINING = new LocalTraining(3, 4, 0.1, 0.9, 1e-2);

    private static ScaleFl of(List<Double> widths, WeightRule rule, double kdWeight, double kdStart) {
        return new ScaleFl(
                new ScaleFlOptions(widths, rule, kdWeight, 1, kdStart, AggregationWeights.UNIFORM),
                new RecordingContext());
    }

    private static ScaleFl of(Double... widths) {
        return of(List.of(widths), WeightRule.LINEAR, 0.5, 0);
    }

    private static Simulation<ScaleFl.Server> rehearsal(ScaleFl strategy, ToyNetworkOptions network) {
        return Simulation.of(strategy, FEDERATION).withNetwork(network).withTraining(TRAINING);
    }

    /** Algorithms 3.4 (9a). */
    @Test
    void exitsCountAsTheirRuleSays() {
        double[][] linear = {{1.0 / 6, 1.0 / 3, 1.0 / 2}, {.1, .2, .3, .4}};
        double[][] fromZero = {{0, 1.0 / 12, 1.0 / 6}, {0, .05, .1, .15}};
        for (int i = 0; i < 2; i++) {
            for (int k = 1; k <= i + 3; k++) {
                assertThat(WeightRule.LINEAR.of(k, i + 3)).isCloseTo(linear[i][k - 1], within(1e-9));
                assertThat(WeightRule.REFERENCE_FROM_ZERO.of(k, i + 3)).isCloseTo(fromZero[i][k - 1], within(1e-9));
            }
        }
    }

    /** Algorithms 3.4 (9b). */
    @Test
    void valuesAreAveragedOverTheClientsThatHoldThem() {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("matrix", BlockRole.BACKBONE, 1, List.of(2, 2))
                .add("other", BlockRole.BACKBONE, 2, List.of(1))
                .build();
        BlockSet matrix = layout.stages(1);
        SubmodelSlice corner = new WidthSlicing(Map.of("matrix", Set.of(0, 1))).slice(matrix, 0.5);
        ParameterSet previous = ParameterSet.of(layout.all(), new float[] {1, 2, 3, 4, 5});
        List<SubmodelSlice> slices = List.of(SubmodelSlice.whole(matrix), corner);
        assertThat(mean(previous, slices, .5, .5).values()).containsExactly(55, 20, 30, 40, 5);
        assertThat(mean(previous, slices, .75, .25).values()).containsExactly(32.5f, 20, 30, 40, 5);
    }

    private static ParameterSet mean(ParameterSet previous, List<SubmodelSlice> slices, double... weights) {
        MaskedMean mean = new MaskedMean(previous, slices, weights);
        mean.add(0, new float[] {10, 20, 30, 40});
        mean.add(1, new float[] {100});
        return mean.mean();
    }

    /** Algorithms 3.4 (9c). */
    @Test
    void wholeClientsWithoutDistillationAreFedAvgBitForBit() {
        FedAvg fedAvg = new FedAvg(
                new FedAvg.Options(EarlyExitLoss.of(ExitWeights.LINEAR), AggregationWeights.UNIFORM),
                new RecordingContext());
        for (var policy : List.of(Coordination.allExits(), Coordination.alternating(), Coordination.finalExitOnly())) {
            assertThat(rehearsal(of(List.of(), WeightRule.LINEAR, 0, 0), WIDE)
                            .withCoordination(policy)
                            .withCohortSize(3)
                            .play()
                            .personalModels())
                    .isEqualTo(Simulation.of(fedAvg, FEDERATION)
                            .withNetwork(WIDE)
                            .withTraining(TRAINING)
                            .withCoordination(policy)
                            .withCohortSize(3)
                            .play()
                            .personalModels());
        }
    }

    private static ClientContext context(Simulation<ScaleFl.Server> rehearsal, ExitSet exits) {
        ClientId client = new ClientId(2);
        ScaleFl.Server server = rehearsal.strategy().initialize(rehearsal.facts());
        Payload received = rehearsal.strategy().download(server, rehearsal.facts(), client, exits);
        return rehearsal.context(new Round(1), client, exits, received, Payload.empty());
    }

    private static ClientUpdate train(Simulation<ScaleFl.Server> rehearsal, ClientContext client) {
        try (Network network = rehearsal.openNetwork()) {
            return rehearsal.strategy().train(client, network);
        }
    }

    private static ClientContext received(ClientContext client, Payload received, Payload state) {
        return client.withTask(
                new ClientTask(client.round(), client.id(), client.exits(), received, state, client.training()));
    }

    /** The slice that is trained inside the wide network against a network that has no other channels: the same bits. */
    @Test
    void aNarrowerClientTrainsTheNarrowerNetwork() {
        for (Activation activation : Activation.values()) {
            Simulation<ScaleFl.Server> wide = rehearsal(of(0.5, 0.5, 1.0), WIDE.with(activation));
            Simulation<ScaleFl.Server> narrow = rehearsal(of(), NARROW.with(activation));
            for (int level = 1; level <= 2; level++) {
                ExitSet exits = ExitSet.upTo(level);
                ClientContext inside = context(wide, exits);
                ClientContext alone = context(narrow, exits);
                Payload same = Payload.of(ParameterSet.of(
                        narrow.facts().layout().prefix(level), inside.received().vector(ScaleFl.SLICE)));
                assertSameTraining(wide, inside, narrow, received(alone, same, Payload.empty()));
            }
        }
    }

    private static void assertSameTraining(
            Simulation<ScaleFl.Server> wide,
            ClientContext inside,
            Simulation<ScaleFl.Server> narrow,
            ClientContext alone) {
        ParameterLayout layout = wide.facts().layout();
        WidthSlicing narrowing = wide.facts().network().narrowing().orElseThrow();
        try (Network network = wide.openNetwork()) {
            // what an earlier, wider round may have left
            network.loadVelocity(wide.facts().initial().select(layout.trainable()));
            SubmodelSlice part =
                    narrowing.slice(inside.layout().prefix(inside.exits().deepest()), 0.5);
            ClientUpdate trained = wide.strategy().train(inside, network);
            ParameterSet after = network.read(part.blocks());
            assertThat(part.pad(part.take(after))).as("zeros outside").isEqualTo(after);
            try (Network small = narrow.openNetwork()) {
                float[] velocity = part.take(wide.facts().initial());
                small.loadVelocity(ParameterSet.of(
                        narrow.facts().layout().prefix(inside.exits().deepest()), velocity));
                ClientUpdate expected = narrow.strategy().train(alone, small);
                assertThat(trained.report()).isEqualTo(expected.report());
                assertThat(trained.upload().vector(ScaleFl.SLICE))
                        .isEqualTo(expected.upload().parameters().orElseThrow().values());
                assertThat(narrowing
                                .slice(layout.buffers(), 0.5)
                                .take(trained.state().parameters().orElseThrow()))
                        .isEqualTo(expected.state().parameters().orElseThrow().values());
                assertThat(logits(network, inside)).isEqualTo(logits(small, inside));
            }
        }
    }

    private static double[] logits(Network network, ClientContext client) {
        Exit exit = new Exit(client.exits().deepest());
        double[][] logits = {null};
        network.forward(client.examples(), pass -> logits[0] = pass.logits(exit).clone());
        return logits[0];
    }

    /** A client that was whole has statistics in all channels; narrow, it neither uses nor loses those outside its slice. */
    @Test
    void statisticsOutsideTheSliceStayAsTheyWere() {
        Simulation<ScaleFl.Server> wide = rehearsal(of(0.5, 0.5, 1.0), WIDE);
        Payload whole = train(wide, context(wide, ExitSet.upTo(3))).state();
        ParameterSet before = whole.parameters().orElseThrow();
        ClientContext client = context(wide, ExitSet.upTo(2));
        ClientUpdate update = train(wide, received(client, client.received(), whole));
        ParameterSet after = update.state().parameters().orElseThrow();
        SubmodelSlice part = wide.facts().network().narrowing().orElseThrow().slice(before.blocks(), 0.5);
        assertThat(part.replace(after, before)).as("outside").isEqualTo(before);
        assertThat(part.take(after)).as("inside").isNotEqualTo(part.take(before));

        Simulation<ScaleFl.Server> narrow = rehearsal(of(), NARROW);
        ClientContext alone = context(narrow, ExitSet.upTo(2));
        Payload statistics = Payload.of(ParameterSet.of(narrow.facts().layout().buffers(), part.take(before)));
        Payload same = Payload.of(ParameterSet.of(
                narrow.facts().layout().prefix(2), client.received().vector(ScaleFl.SLICE)));
        assertThat(update.upload().vector(ScaleFl.SLICE))
                .isEqualTo(train(narrow, received(alone, same, statistics))
                        .upload()
                        .parameters()
                        .orElseThrow()
                        .values());
    }

    @Test
    void whatIsSentIsTheSubmodel() {
        Simulation<ScaleFl.Server> wide = rehearsal(of(0.5, 0.5, 1.0), WIDE).withCoordination(Coordination.capped());
        Simulation<ScaleFl.Server> narrow = rehearsal(of(), NARROW);
        var rehearsed = wide.play();
        for (SimulatedRound round : rehearsed.rounds()) {
            for (ClientId client : round.exits().keySet()) {
                int level = round.exits().get(client).deepest();
                long expected = level == 3
                        ? wide.facts().layout().trainable().size()
                        : narrow.facts().layout().prefix(level).size();
                assertThat(round.downloads().get(client).scalars()).isEqualTo(expected);
                assertThat(round.uploads().get(client).scalars()).isEqualTo(expected);
            }
        }
        assertThat(rehearsed.lastState().shared().firstNonFinite()).isEmpty();
    }

    @Test
    void whatNoClientOfARoundHoldsKeepsItsBits() {
        Simulation<ScaleFl.Server> wide = rehearsal(of(0.5, 0.5, 1.0), WIDE)
                .withRounds(1)
                .withCoordination(request -> {
                    Map<ClientId, ExitSet> exits = new java.util.TreeMap<>();
                    request.cohort().forEach(client -> exits.put(client, ExitSet.upTo(1 + client.index() % 2)));
                    return exits;
                });
        var rehearsed = wide.play();
        ParameterSet before = rehearsed.states().get(0).shared();
        ParameterSet after = rehearsed.lastState().shared();
        SubmodelSlice held = wide.facts()
                .network()
                .narrowing()
                .orElseThrow()
                .slice(wide.facts().layout().prefix(2), 0.5);
        assertThat(held.replace(after, before)).isEqualTo(before.select(held.blocks()));
        BlockSet deeper = before.blocks().minus(held.blocks());
        assertThat(after.select(deeper)).isEqualTo(before.select(deeper));
        float[] moved = held.take(ParameterMath.subtract(after, before));
        int still = 0;
        for (float each : moved) {
            still += each == 0 ? 1 : 0;
        }
        assertThat(still).as("values held that did not move").isLessThan(moved.length / 10);
    }

    /** Algorithms 3.4 (9d): with zero heads all exits answer as their teacher. */
    @Test
    void anExitThatAnswersAsItsTeacherLearnsNothingFromIt() {
        assertThat(step(of(), true)).isEqualTo(step(of(List.of(), WeightRule.LINEAR, 0, 0), true));
        assertThat(step(of(), false)).isNotEqualTo(step(of(List.of(), WeightRule.LINEAR, 0, 0), false));
    }

    private static Payload step(ScaleFl strategy, boolean zeroHeads) {
        Simulation<ScaleFl.Server> rehearsal =
                rehearsal(strategy, WIDE).withTraining(new LocalTraining(1, 100, 0.1, 0, 0));
        ClientContext client = context(rehearsal, ExitSet.upTo(3));
        ParameterSet sent = client.received().parameters().orElseThrow();
        ParameterSet zeros = ParameterSet.zeros(client.layout().heads());
        return train(rehearsal, received(client, Payload.of(zeroHeads ? sent.with(zeros) : sent), Payload.empty()))
                .upload();
    }

    /** The teacher is the deepest exit the client holds, and nothing flows into it. */
    @Test
    void distillationNeverReachesTheTeacher() {
        for (int level = 2; level <= 3; level++) {
            ParameterSet with = oneStep(of(), level);
            ParameterSet without = oneStep(of(List.of(), WeightRule.LINEAR, 0, 0), level);
            int last = level;
            BlockSet teacher = with.layout().select(block -> block.depth() == last && block.role() != BlockRole.BUFFER);
            assertThat(with.select(teacher)).isEqualTo(without.select(teacher));
            BlockSet student = with.layout().head(new Exit(level - 1));
            assertThat(with.select(student)).isNotEqualTo(without.select(student));
        }
    }

    private static ParameterSet oneStep(ScaleFl strategy, int level) {
        Simulation<ScaleFl.Server> rehearsal =
                rehearsal(strategy, WIDE).withTraining(new LocalTraining(1, 100, 0.1, 0, 0));
        return train(rehearsal, context(rehearsal, ExitSet.upTo(level)))
                .upload()
                .parameters()
                .orElseThrow();
    }

    @Test
    void distillationBeginsAfterItsShareOfTheRounds() {
        ScaleFl late = of(List.of(), WeightRule.LINEAR, 0.5, 0.29);
        assertThat(late.distils(new Round(29), 100)).isFalse();
        assertThat(late.distils(new Round(30), 100)).isTrue();
        assertThat(of().distils(new Round(1), 100)).isTrue();
        assertThat(of(List.of(), WeightRule.LINEAR, 0.5, 1).distils(new Round(100), 100))
                .isFalse();
    }

    @Test
    void theRuleFromZeroLeavesOutTheFirstExit() {
        ScaleFl fromZero = of(List.of(), WeightRule.REFERENCE_FROM_ZERO, 0.5, 0);
        Simulation<ScaleFl.Server> rehearsal = rehearsal(fromZero, WIDE).withCoordination(Coordination.capped());
        var rehearsed = rehearsal.play();
        BlockSet first = rehearsal.facts().layout().head(new Exit(1));
        assertThat(rehearsed.lastState().shared().select(first))
                .isEqualTo(rehearsed.states().get(0).shared().select(first));
        assertThat(rehearsed.lastState()).isNotEqualTo(rehearsed.states().get(0));
    }

    @Test
    void refusesWidthsThatDoNotFit() {
        assertThatThrownBy(() -> of(0.7, 0.5, 1.0)).hasMessageContaining("do not fall");
        assertThatThrownBy(() -> of(0.5, 0.7)).hasMessageContaining("the last must be 1");
        assertThatThrownBy(() -> of(0.5, 1.0).initialize(rehearsal(of(), WIDE).facts()))
                .hasMessage("'widths' has 2 numbers [0.5, 1.0]; expected 3, one an exit");
        FederationSpec known = rehearsal(of(), WIDE).facts();
        NetworkSpec network = known.network();
        FederationSpec unknown = FederationSpec.of(
                known.rounds(),
                known.clients(),
                new NetworkSpec(
                        network.layout(),
                        network.input(),
                        network.classes(),
                        network.stageMacs(),
                        network.headMacs(),
                        Optional.empty(),
                        true),
                known::initial);
        assertThatThrownBy(() -> of(0.5, 0.5, 1.0).initialize(unknown))
                .hasMessageContainingAll("[0.5, 0.5, 1.0]", "no network of their own", "leave 'widths' empty");
        assertThat(of(1.0, 1.0, 1.0).initialize(unknown)).isEqualTo(of().initialize(unknown));
    }
}
