package org.exeunt.baselines.depthfl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.filled;
import static org.exeunt.baselines.Given.sent;
import static org.exeunt.baselines.Given.train;
import static org.exeunt.baselines.Given.trained;
import static org.exeunt.baselines.Given.uploaded;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class DepthFlTest {
    private static final LocalTraining ONE_STEP = new LocalTraining(1, 100, 0.25, 0, 0);

    private final RecordingContext context = new RecordingContext();

    private DepthFl of(Preset preset, double alpha, boolean feddyn, boolean distillation, int ramp) {
        return new DepthFl(
                new DepthFlOptions(
                        preset,
                        new EarlyExitLoss(ExitWeights.SUM),
                        AggregationWeights.UNIFORM,
                        alpha,
                        true,
                        feddyn,
                        distillation,
                        ramp),
                context);
    }

    private final DepthFl full = of(Preset.PAPER, 0.1, true, true, 300);
    private final DepthFl withoutDistillation = of(Preset.PAPER, 0.1, true, false, 300);
    private final DepthFl distilled = of(Preset.PAPER, 0.1, false, true, 300);
    private final DepthFl plain = of(Preset.PAPER, 0.1, false, false, 300);

    private final Simulation<DepthFl.Server> four = Given.simulation(full);
    private final ParameterLayout layout = four.spec().layout();
    private final BlockSet all = layout.trainable();

    private static Simulation<DepthFl.Server> oneStep(DepthFl strategy) {
        return Given.simulation(strategy).withTraining(round -> ONE_STEP);
    }

    private static void assertAll(ParameterSet set, double expected) {
        for (float value : set.values()) {
            assertThat((double) value).isCloseTo(expected, within(1e-6));
        }
    }

    private static DepthFl.Server zero(BlockSet blocks) {
        return new DepthFl.Server(ParameterSet.zeros(blocks), ParameterSet.zeros(blocks));
    }

    /**
     * Algorithms 3.5 (9b): two clients with trained values 1 and 3, alpha 0.1, in federations of two and four clients.
     * A server that doubles the change makes the mean 4, and leaves h, as the clients' memories, at that of the change
     * of the clients, -0.2.
     */
    @Test
    void correctionUsesTheFractionOfSenders() {
        FederationSpec two =
                Simulation.of(full, SyntheticFederation.draw(1, 3, 4)).spec();
        BlockSet blocks = two.layout().trainable();
        ClientResult[] sent = {sent(0, filled(blocks, 1)), sent(1, filled(blocks, 3))};
        DepthFl.Server aggregated = Given.aggregate(full, two, zero(blocks), sent);
        assertAll(aggregated.correction(), -0.2);
        assertAll(aggregated.shared(), 4);

        aggregated = Given.aggregate(full, four.spec(), zero(all), sent(0, filled(all, 1)), sent(1, filled(all, 3)));
        assertAll(aggregated.correction(), -0.1);
        assertAll(aggregated.shared(), 3);
        assertAll(full.updatedMemory(ParameterSet.zeros(all), filled(all, 1)), -0.1);
        assertAll(full.updatedMemory(ParameterSet.zeros(all), filled(all, 3)), -0.3);

        ClientResults stepped = new ClientResults(
                two,
                List.of(sent),
                Aggregator.WEIGHTED_MEAN,
                (key, previous, mean) -> ParameterMath.axpy(2, ParameterMath.subtract(mean, previous), previous));
        aggregated = full.aggregate(zero(blocks), new RoundContext(two, new Round(1), new TreeMap<>()), stepped)
                .state();
        assertAll(aggregated.correction(), -0.2);
        assertAll(aggregated.shared(), 4 + 2);
    }

    /** Algorithms 3.5 (5): c is the number of clients that sent the block. */
    @Test
    void correctionCountsSendersPerBlock() {
        DepthFl.Server aggregated = Given.aggregate(
                full,
                four.spec(),
                zero(all),
                sent(0, filled(layout.prefix(1), 1)),
                sent(1, filled(layout.prefix(2), 3)));
        BlockSet second = layout.prefix(2).minus(layout.prefix(1));
        assertAll(aggregated.correction().select(layout.prefix(1)), -0.1 * 2 / 4 * 2);
        assertAll(aggregated.shared().select(layout.prefix(1)), 2 + 1);
        assertAll(aggregated.correction().select(second), -0.1 * 1 / 4 * 3);
        assertAll(aggregated.shared().select(second), 3 + 0.75);
        assertAll(aggregated.correction().select(all.minus(layout.prefix(2))), 0);
        assertAll(aggregated.shared().select(all.minus(layout.prefix(2))), 0);
    }

    /** Algorithms 3.5 (9e). */
    @Test
    void correctionIsKeptIfNoClientMoved() {
        DepthFl.Server server = new DepthFl.Server(filled(all, 2), filled(all, 0.5));
        DepthFl.Server aggregated =
                Given.aggregate(full, four.spec(), server, sent(0, filled(all, 2)), sent(2, filled(all, 2)));
        assertThat(aggregated.correction()).isEqualTo(server.correction());
        assertAll(aggregated.shared(), 2 - 0.5 / 0.1);
    }

    private static ClientContext first(Simulation<DepthFl.Server> simulation, ExitSet exits, Payload kept) {
        return Given.context(simulation, 1, new ClientId(2), exits, kept);
    }

    @Test
    void memoryIsTheSumOfAllChanges() {
        var result = four.play();
        for (int i = 0; i < 4; i++) {
            ClientId client = new ClientId(i);
            ParameterSet memory = ParameterSet.zeros(all);
            for (SimulatedRound round : result.rounds()) {
                ParameterSet sent = round.downloads().get(client).parameters().orElseThrow();
                ParameterSet returned = round.uploads().get(client).parameters().orElseThrow();
                memory = ParameterMath.axpy(-0.1, ParameterMath.subtract(returned, sent), memory);
                assertThat(round.kept().get(client).parameters(DepthFl.MEMORY))
                        .as("client %s after round %s", client, round.round())
                        .isEqualTo(memory);
                assertThat(round.uploads().get(client).has(DepthFl.MEMORY)).isFalse();
            }
            assertThat(ParameterMath.norm(memory)).isPositive();
        }
    }

    @Test
    void proximalTermLimitsTheChange() {
        assertThat(change(of(Preset.PAPER, 10, true, false, 300))).isLessThan(0.5 * change(withoutDistillation));
        assertThat(context.warnings()).isEmpty();
    }

    private static double change(DepthFl strategy) {
        Simulation<DepthFl.Server> simulation =
                Given.simulation(strategy).withTraining(round -> new LocalTraining(10, 4, 0.05, 0, 0));
        ClientContext client = first(simulation, Given.ALL, Payload.empty());
        ParameterSet trained = trained(simulation, client);
        return ParameterMath.norm(
                ParameterMath.subtract(trained, client.parameters().select(trained.blocks())));
    }

    /** Algorithms 3.5 (9d): with zero heads all exits have equal logits, so that distillation has no gradient. */
    @Test
    void equalExitsGiveNoDistillation() {
        DepthFl withoutRamp = of(Preset.PAPER, 0.1, false, true, 0);
        assertThat(stepFrom(withoutRamp, true)).isEqualTo(stepFrom(plain, true));
        assertThat(stepFrom(withoutRamp, false)).isNotEqualTo(stepFrom(plain, false));
    }

    private static ParameterSet stepFrom(DepthFl strategy, boolean zeroHeads) {
        Simulation<DepthFl.Server> simulation = oneStep(strategy);
        ClientContext client = first(simulation, Given.ALL, Payload.empty());
        ParameterSet sent = client.received().parameters().orElseThrow();
        ParameterSet zeros = ParameterSet.zeros(client.layout().heads());
        return trained(simulation, client.withReceived(Payload.of(zeroHeads ? sent.with(zeros) : sent)));
    }

    /** Algorithms 3.5 (4) in rounds 1 and 151, compared with divergences computed from the logits. */
    @Test
    void exitsLearnFromTheMeanOfTheOthers() {
        for (ExitSet learning : List.of(ExitSet.of(1, 3), Given.ALL)) {
            ClientContext client = first(oneStep(distilled), learning, Payload.empty());
            double expected = 0;
            for (Exit student : learning) {
                for (Exit teacher : learning.minus(student)) {
                    expected += divergence(client, teacher, student) / (learning.size() - 1);
                }
            }
            double labels = train(oneStep(plain), client).report().loss();
            assertThat(expected).isGreaterThan(1e-3);
            for (var ramp : Map.of(1, 0.006737946999, 151, 0.286504796860).entrySet()) {
                ClientContext inRound = client.withTask(ClientTask.of(
                        new Round(ramp.getKey()),
                        client.id(),
                        learning,
                        client.received(),
                        client.state(),
                        client.training()));
                double loss =
                        train(Given.simulation(distilled), inRound).report().loss();
                assertThat(loss - labels)
                        .as("exits %s, round %d", learning, ramp.getKey())
                        .isCloseTo(ramp.getValue() * expected, within(1e-9));
            }
        }
    }

    /**
     * Returns the mean over the client's examples of {@code sum_c p_c ln(p_c / q_c)}, with p of the teacher and q of
     * the student.
     */
    private double divergence(ClientContext client, Exit teacher, Exit student) {
        double[] sum = {0};
        try (Network network = four.openNetwork()) {
            client.loadParameters(network);
            network.forward(client.examples(), pass -> {
                for (int b = 0; b < pass.size(); b++) {
                    double[] p = probabilities(pass.logits(teacher), b * pass.classes(), pass.classes());
                    double[] q = probabilities(pass.logits(student), b * pass.classes(), pass.classes());
                    for (int c = 0; c < p.length; c++) {
                        sum[0] += p[c] * Math.log(p[c] / q[c]);
                    }
                }
            });
        }
        return sum[0] / client.examples().size();
    }

    private static double[] probabilities(double[] logits, int from, int classes) {
        double[] exponentials =
                Arrays.stream(logits, from, from + classes).map(Math::exp).toArray();
        double total = Arrays.stream(exponentials).sum();
        return Arrays.stream(exponentials).map(each -> each / total).toArray();
    }

    @Test
    void singleActiveExitHasNoTeacher() {
        for (ExitSet alone : List.of(ExitSet.of(1), ExitSet.of(3))) {
            ClientContext client = first(Given.simulation(plain), alone, Payload.empty());
            assertThat(trained(Given.simulation(distilled), client))
                    .isEqualTo(trained(Given.simulation(plain), client));
        }
    }

    @Test
    void shallowClientHasMemoryOfItsStage() {
        ClientContext shallow = first(four, ExitSet.of(1), Payload.empty());
        assertThat(shallow.received().parameters().orElseThrow().blocks()).isEqualTo(layout.prefix(1));
        ClientUpdate update = train(four, shallow);
        assertThat(uploaded(update).blocks()).isEqualTo(layout.prefix(1));
        assertThat(update.state().parameters(DepthFl.MEMORY).blocks()).isEqualTo(layout.prefix(1));

        ClientUpdate deeper = train(four, first(four, ExitSet.of(2), update.state()));
        ParameterSet memory = deeper.state().parameters(DepthFl.MEMORY);
        assertThat(memory.blocks()).isEqualTo(layout.stages(2).union(layout.heads(ExitSet.of(1, 2))));
        assertThat(memory.select(layout.head(new Exit(1))))
                .as("memory of exit 1 while it is inactive")
                .isEqualTo(update.state().parameters(DepthFl.MEMORY).select(layout.head(new Exit(1))));
    }

    @Test
    void withoutCorrectionTheModelIsTheMean() {
        Simulation<DepthFl.Server> simulation = Given.simulation(of(Preset.REFERENCE, 0.1, true, true, 300));
        var result = simulation.play();
        assertThat(result.lastState().shared())
                .isEqualTo(
                        new ClientResults(simulation.spec(), result.lastRound().outcomes())
                                .mean(AggregationWeights.UNIFORM));
        assertThat(result.lastState().correction().size()).isZero();
    }
}
