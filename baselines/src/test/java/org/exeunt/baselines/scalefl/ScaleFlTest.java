package org.exeunt.baselines.scalefl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.train;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
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
import org.exeunt.baselines.Given;
import org.exeunt.baselines.GivenDevices;
import org.exeunt.baselines.scalefl.ScaleFlOptions.WeightRule;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.exeunt.testsupport.engine.ToyNetworkOptions.Activation;
import org.junit.jupiter.api.Test;

class ScaleFlTest {
    private static final LocalTraining TRAINING = new LocalTraining(3, 4, 0.1, 0.9, 1e-2);

    private static ScaleFl of(List<Double> widths, WeightRule rule, double distillationWeight) {
        return new ScaleFl(
                new ScaleFlOptions(Preset.PAPER, widths, rule, distillationWeight, 1, AggregationWeights.UNIFORM));
    }

    private static ScaleFl of(Double... widths) {
        return of(List.of(widths), WeightRule.LINEAR, 0.5);
    }

    private static Simulation<ScaleFl.Server> simulation(ScaleFl strategy, ToyNetworkOptions network) {
        return Simulation.of(strategy, GivenDevices.none()).withNetwork(network).withTraining(round -> TRAINING);
    }

    /** Algorithms 3.4 (9a). */
    @Test
    void exitWeightsMatchTheirRule() {
        double[][] linear = {{1.0 / 6, 1.0 / 3, 1.0 / 2}, {.1, .2, .3, .4}};
        double[][] fromZero = {{0, 1.0 / 12, 1.0 / 6}, {0, .05, .1, .15}};
        for (int i = 0; i < 2; i++) {
            for (int k = 1; k <= i + 3; k++) {
                assertThat(WeightRule.LINEAR.of(k, i + 3)).isCloseTo(linear[i][k - 1], within(1e-9));
                assertThat(WeightRule.REFERENCE_FROM_ZERO.of(k, i + 3)).isCloseTo(fromZero[i][k - 1], within(1e-9));
            }
        }
    }

    private static ClientContext context(Simulation<ScaleFl.Server> simulation, ExitSet exits) {
        return Given.context(simulation, 1, new ClientId(2), exits, Payload.empty());
    }

    private static ClientContext received(ClientContext client, Payload received, Payload state) {
        return client.withTask(
                ClientTask.of(client.round(), client.id(), client.exits(), received, state, client.training()));
    }

    /** Training a slice of the wide network equals training a network without the other channels, bit for bit. */
    @Test
    void narrowClientTrainsTheNarrowNetwork() {
        for (Activation activation : Activation.values()) {
            Simulation<ScaleFl.Server> wide = simulation(of(0.5, 0.5, 1.0), GivenDevices.WIDE.with(activation));
            Simulation<ScaleFl.Server> narrow = simulation(of(), GivenDevices.NARROW.with(activation));
            for (int level = 1; level <= 2; level++) {
                ExitSet exits = ExitSet.upTo(level);
                ClientContext inside = context(wide, exits);
                ClientContext alone = context(narrow, exits);
                Payload same = Payload.of(ParameterSet.of(
                        narrow.spec().layout().prefix(level), inside.received().vector(ChannelWindow.SLICE)));
                assertThat(inside.received().scalars()).isEqualTo(same.scalars());
                assertSameTraining(wide, inside, narrow, received(alone, same, Payload.empty()));
            }
        }
    }

    private static void assertSameTraining(
            Simulation<ScaleFl.Server> wide,
            ClientContext inside,
            Simulation<ScaleFl.Server> narrow,
            ClientContext alone) {
        ParameterLayout layout = wide.spec().layout();
        WidthSlicing narrowing = wide.spec().network().narrowing().orElseThrow();
        try (Network network = wide.openNetwork()) {
            // velocity left by a round with a wider slice
            network.loadVelocity(wide.spec().initial().select(layout.trainable()));
            SubmodelSlice part =
                    narrowing.slice(inside.layout().prefix(inside.exits().deepest()), 0.5);
            ClientUpdate trained = wide.strategy().train(inside, network);
            ParameterSet after = network.read(part.blocks());
            assertThat(part.pad(part.take(after))).as("zeros outside the slice").isEqualTo(after);
            try (Network small = narrow.openNetwork()) {
                float[] velocity = part.take(wide.spec().initial());
                small.loadVelocity(ParameterSet.of(
                        narrow.spec().layout().prefix(inside.exits().deepest()), velocity));
                ClientUpdate expected = narrow.strategy().train(alone, small);
                assertThat(trained.report()).isEqualTo(expected.report());
                assertThat(trained.upload().scalars())
                        .isEqualTo(expected.upload().scalars());
                assertThat(trained.upload().vector(ChannelWindow.SLICE))
                        .isEqualTo(Given.uploaded(expected).values());
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

    /** A client that was wider before neither uses nor loses the statistics outside its slice. */
    @Test
    void statisticsOutsideTheSliceAreKept() {
        Simulation<ScaleFl.Server> wide = simulation(of(0.5, 0.5, 1.0), GivenDevices.WIDE);
        Payload fullState = train(wide, context(wide, ExitSet.upTo(3))).state();
        ParameterSet before = fullState.parameters().orElseThrow();
        ClientContext client = context(wide, ExitSet.upTo(2));
        ClientUpdate update = train(wide, received(client, client.received(), fullState));
        ParameterSet after = update.state().parameters().orElseThrow();
        SubmodelSlice part = wide.spec().network().narrowing().orElseThrow().slice(before.blocks(), 0.5);
        assertThat(part.replace(after, before)).as("outside").isEqualTo(before);
        assertThat(part.take(after)).as("inside").isNotEqualTo(part.take(before));

        Simulation<ScaleFl.Server> narrow = simulation(of(), GivenDevices.NARROW);
        ClientContext alone = context(narrow, ExitSet.upTo(2));
        Payload statistics = Payload.of(ParameterSet.of(narrow.spec().layout().buffers(), part.take(before)));
        Payload same = Payload.of(ParameterSet.of(
                narrow.spec().layout().prefix(2), client.received().vector(ChannelWindow.SLICE)));
        assertThat(update.upload().vector(ChannelWindow.SLICE))
                .isEqualTo(
                        Given.trained(narrow, received(alone, same, statistics)).values());
    }

    @Test
    void valuesWithoutHolderKeepTheirBits() {
        Simulation<ScaleFl.Server> wide =
                simulation(of(0.5, 0.5, 1.0), GivenDevices.WIDE).withRounds(1).withCoordination(Coordination.capped(2));
        var result = wide.play();
        ParameterSet before = result.states().get(0).shared();
        ParameterSet after = result.lastState().shared();
        SubmodelSlice held = wide.spec()
                .network()
                .narrowing()
                .orElseThrow()
                .slice(wide.spec().layout().prefix(2), 0.5);
        assertThat(held.replace(after, before)).isEqualTo(before.select(held.blocks()));
        BlockSet deeper = before.blocks().minus(held.blocks());
        assertThat(after.select(deeper)).isEqualTo(before.select(deeper));
        float[] change = held.take(ParameterMath.subtract(after, before));
        int unchanged = 0;
        for (float value : change) {
            unchanged += value == 0 ? 1 : 0;
        }
        assertThat(unchanged).as("unchanged values in the slice").isLessThan(change.length / 10);
    }

    /** Algorithms 3.4 (9d): with zero heads all exits have the logits of their teacher. */
    @Test
    void equalLogitsGiveNoDistillationGradient() {
        assertThat(step(of(), true)).isEqualTo(step(of(List.of(), WeightRule.LINEAR, 0), true));
        assertThat(step(of(), false)).isNotEqualTo(step(of(List.of(), WeightRule.LINEAR, 0), false));
    }

    private static Payload step(ScaleFl strategy, boolean zeroHeads) {
        Simulation<ScaleFl.Server> simulation = Given.oneStep(strategy, 0.1).withNetwork(GivenDevices.WIDE);
        ClientContext client = context(simulation, ExitSet.upTo(3));
        ParameterSet sent = client.received().parameters().orElseThrow();
        ParameterSet zeros = ParameterSet.zeros(client.layout().heads());
        return train(simulation, received(client, Payload.of(zeroHeads ? sent.with(zeros) : sent), Payload.empty()))
                .upload();
    }

    /** A client of level 2 in a network of three exits: c_1 = 1/3, c_2 = 2/3, and the divergence has c_1 g. */
    @Test
    void weightsAreThoseOfTheClientsLevel() {
        ScaleFl strategy = new ScaleFl(
                new ScaleFlOptions(Preset.PAPER, List.of(), WeightRule.LINEAR, 0.5, 3, AggregationWeights.UNIFORM));
        Simulation<ScaleFl.Server> simulation = simulation(strategy, GivenDevices.WIDE);
        ClientContext client = context(simulation, ExitSet.upTo(2));
        BlockSet trained = client.layout().prefix(2);
        Exit student = new Exit(1);
        Exit teacher = new Exit(2);
        Objective objective = Objective.over(ExitSet.upTo(2), trained)
                .with(new CrossEntropy(student, 1.0 / 3))
                .with(new CrossEntropy(teacher, 2.0 / 3))
                .with(new Distillation(student, Teacher.live(teacher), 1.0 / 3 * 0.5, 3, true));
        try (Network network = simulation.openNetwork()) {
            client.loadParameters(network);
            client.train(network, objective);
            assertThat(Given.trained(simulation, client).values())
                    .containsExactly(network.read(trained).values(), within(1e-6f));
        }
    }

    /** The teacher is the deepest exit of the client and receives no gradient. */
    @Test
    void distillationNeverReachesTheTeacher() {
        for (int level = 2; level <= 3; level++) {
            ParameterSet with = oneStep(of(), level);
            ParameterSet without = oneStep(of(List.of(), WeightRule.LINEAR, 0), level);
            int last = level;
            BlockSet teacher = with.layout()
                    .select(block -> block.depth() == last && block.role() != BlockRole.BACKBONE_STATISTIC);
            assertThat(with.select(teacher)).isEqualTo(without.select(teacher));
            BlockSet student = with.layout().head(new Exit(level - 1));
            assertThat(with.select(student)).isNotEqualTo(without.select(student));
        }
    }

    private static ParameterSet oneStep(ScaleFl strategy, int level) {
        Simulation<ScaleFl.Server> simulation = Given.oneStep(strategy, 0.1).withNetwork(GivenDevices.WIDE);
        return Given.trained(simulation, context(simulation, ExitSet.upTo(level)));
    }

    @Test
    void zeroBasedRuleSkipsTheFirstExit() {
        ScaleFl fromZero = of(List.of(), WeightRule.REFERENCE_FROM_ZERO, 0.5);
        Simulation<ScaleFl.Server> simulation =
                simulation(fromZero, GivenDevices.WIDE).withCoordination(Coordination.capped());
        var result = simulation.play();
        BlockSet first = simulation.spec().layout().head(new Exit(1));
        assertThat(result.lastState().shared().select(first))
                .isEqualTo(result.states().get(0).shared().select(first));
        assertThat(result.lastState()).isNotEqualTo(result.states().get(0));
    }

    @Test
    void rejectsInvalidWidths() {
        assertThatThrownBy(() -> of(0.7, 0.5, 1.0)).hasMessageContaining("do not decrease");
        assertThatThrownBy(() -> of(0.5, 0.7)).hasMessageContaining("the last must be 1");
        assertThatThrownBy(() -> of(0.5, 1.0)
                        .initialize(simulation(of(), GivenDevices.WIDE).spec()))
                .hasMessage("'widths' has 2 numbers [0.5, 1.0]; expected 3, one per exit");
        FederationSpec known = simulation(of(), GivenDevices.WIDE).spec();
        FederationSpec unknown = GivenDevices.withoutNarrowing(known);
        assertThatThrownBy(() -> of(0.5, 0.5, 1.0).initialize(unknown))
                .hasMessageContainingAll("[0.5, 0.5, 1.0]", "not a network by themselves", "no 'widths' below 1");
        assertThat(of(1.0, 1.0, 1.0).initialize(unknown)).isEqualTo(of().initialize(unknown));
    }
}
