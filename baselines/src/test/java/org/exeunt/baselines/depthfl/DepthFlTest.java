package org.exeunt.baselines.depthfl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.OneClient.train;

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
import org.exeunt.api.network.TrainingReport;
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
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class DepthFlTest {
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(8, 13, 6, 9, 4);
    private static final ToyNetworkOptions NETWORK =
            ToyNetworkOptions.of(6, 5, 4).withBuffers();
    private static final LocalTraining ONE_STEP = new LocalTraining(1, 100, 0.25, 0, 0);

    private final RecordingContext context = new RecordingContext();

    private DepthFl of(
            ExitWeights weights,
            AggregationWeights aggregationWeights,
            boolean feddyn,
            boolean correction,
            boolean distillation) {
        return new DepthFl(
                new DepthFlOptions(
                        EarlyExitLoss.of(weights), aggregationWeights, 0.1, feddyn, correction, distillation, 300),
                context);
    }

    private final DepthFl full = of(ExitWeights.SUM, AggregationWeights.UNIFORM, true, true, true);
    private final DepthFl withoutDistillation = of(ExitWeights.SUM, AggregationWeights.UNIFORM, true, true, false);
    private final DepthFl plain = of(ExitWeights.SUM, AggregationWeights.UNIFORM, false, true, false);

    private static <S extends Record> Simulation<S> simulation(org.exeunt.api.strategy.Strategy<S> strategy) {
        return Simulation.of(strategy, FEDERATION).withNetwork(NETWORK);
    }

    private static ParameterSet filled(BlockSet blocks, double value) {
        float[] values = new float[blocks.size()];
        Arrays.fill(values, (float) value);
        return ParameterSet.of(blocks, values);
    }

    private static ClientResult sent(int client, ParameterSet upload) {
        return new ClientResult.Success(
                new ClientId(client),
                new ClientUpdate(Payload.of(upload), Payload.empty(), TrainingReport.of(1, 1, 0)));
    }

    private static void assertAll(ParameterSet set, double expected) {
        for (float value : set.values()) {
            assertThat((double) value).isCloseTo(expected, within(1e-6));
        }
    }

    private static DepthFl.Server aggregate(
            DepthFl strategy, Simulation<DepthFl.Server> simulation, DepthFl.Server server, ClientResult... results) {
        return strategy.aggregate(
                        server,
                        new RoundContext(simulation.spec(), new Round(1), new TreeMap<>()),
                        new ClientResults(simulation.spec(), List.of(results)))
                .state();
    }

    private static DepthFl.Server zero(Simulation<DepthFl.Server> simulation) {
        BlockSet all = simulation.spec().layout().trainable();
        return new DepthFl.Server(ParameterSet.zeros(all), ParameterSet.zeros(all));
    }

    /**
     * Algorithms 3.5 (9b): two clients with trained values 1 and 3, alpha 0.1, in federations of two and four clients.
     */
    @Test
    void correctionUsesTheFractionOfSenders() {
        Simulation<DepthFl.Server> two = Simulation.of(full, SyntheticFederation.draw(1, 3, 4));
        BlockSet all = two.spec().layout().trainable();
        DepthFl.Server aggregated = aggregate(full, two, zero(two), sent(0, filled(all, 1)), sent(1, filled(all, 3)));
        assertAll(aggregated.correction(), -0.2);
        assertAll(aggregated.shared(), 4);

        Simulation<DepthFl.Server> four = Simulation.of(full, SyntheticFederation.draw(1, 3, 4, 5, 6));
        aggregated = aggregate(full, four, zero(four), sent(0, filled(all, 1)), sent(1, filled(all, 3)));
        assertAll(aggregated.correction(), -0.1);
        assertAll(aggregated.shared(), 3);

        assertAll(full.updatedMemory(ParameterSet.zeros(all), filled(all, 1)), -0.1);
        assertAll(full.updatedMemory(ParameterSet.zeros(all), filled(all, 3)), -0.3);
    }

    /** Algorithms 3.5 (5): c is the number of clients that sent the block. */
    @Test
    void correctionCountsSendersPerBlock() {
        Simulation<DepthFl.Server> simulation = simulation(full);
        ParameterLayout layout = simulation.spec().layout();
        DepthFl.Server aggregated = aggregate(
                full,
                simulation,
                zero(simulation),
                sent(0, filled(layout.prefix(1), 1)),
                sent(1, filled(layout.prefix(2), 3)));
        assertAll(aggregated.correction().select(layout.prefix(1)), -0.1 * 2 / 4 * 2);
        assertAll(aggregated.shared().select(layout.prefix(1)), 2 + 1);
        assertAll(aggregated.correction().select(layout.prefix(2).minus(layout.prefix(1))), -0.1 * 1 / 4 * 3);
        assertAll(aggregated.shared().select(layout.prefix(2).minus(layout.prefix(1))), 3 + 0.75);
        assertAll(aggregated.correction().select(layout.trainable().minus(layout.prefix(2))), 0);
        assertAll(aggregated.shared().select(layout.trainable().minus(layout.prefix(2))), 0);
    }

    /**
     * As 3.5 (9b) for two clients, with a server that doubles the change: the stepped mean is 4, and h, as the clients'
     * memories, is that of the change of the clients, -0.2.
     */
    @Test
    void correctionLeavesOutTheStepOfTheServer() {
        Simulation<DepthFl.Server> two = Simulation.of(full, SyntheticFederation.draw(1, 3, 4));
        BlockSet all = two.spec().layout().trainable();
        ClientResults results = new ClientResults(
                two.spec(),
                List.of(sent(0, filled(all, 1)), sent(1, filled(all, 3))),
                Aggregator.WEIGHTED_MEAN,
                (previous, mean) -> ParameterMath.axpy(2, ParameterMath.subtract(mean, previous), previous));
        DepthFl.Server aggregated = full.aggregate(
                        zero(two), new RoundContext(two.spec(), new Round(1), new TreeMap<>()), results)
                .state();
        assertAll(aggregated.correction(), -0.2);
        assertAll(aggregated.shared(), 4 + 2);
    }

    /** Algorithms 3.5 (9e). */
    @Test
    void correctionIsKeptIfNoClientMoved() {
        Simulation<DepthFl.Server> simulation = simulation(full);
        BlockSet all = simulation.spec().layout().trainable();
        DepthFl.Server server = new DepthFl.Server(filled(all, 2), filled(all, 0.5));
        DepthFl.Server aggregated =
                aggregate(full, simulation, server, sent(0, filled(all, 2)), sent(2, filled(all, 2)));
        assertThat(aggregated.correction()).isEqualTo(server.correction());
        assertAll(aggregated.shared(), 2 - 0.5 / 0.1);
    }

    /** Algorithms 3.5 (9c) and G1. */
    @Test
    void equalsFedAvgWithoutItsTerms() {
        for (ExitWeights weights : List.of(ExitWeights.SUM, ExitWeights.MEAN)) {
            for (AggregationWeights aggregationWeights : AggregationWeights.values()) {
                FedAvg fedAvg = new FedAvg(new FedAvg.Options(EarlyExitLoss.of(weights), aggregationWeights), context);
                for (var policy : List.of(Coordination.allExits(), Coordination.capped())) {
                    assertThat(simulation(of(weights, aggregationWeights, false, true, false))
                                    .withCoordination(policy)
                                    .withCohortSize(3)
                                    .play()
                                    .personalModels())
                            .as("%s, %s", weights, aggregationWeights)
                            .isEqualTo(simulation(fedAvg)
                                    .withCoordination(policy)
                                    .withCohortSize(3)
                                    .play()
                                    .personalModels());
                }
            }
        }
    }

    private static ClientContext first(Simulation<DepthFl.Server> simulation, ExitSet exits, Payload kept) {
        DepthFl strategy = (DepthFl) simulation.strategy();
        ClientId client = new ClientId(2);
        DepthFl.Server server = strategy.initialize(simulation.spec());
        return simulation.context(
                new Round(1), client, exits, strategy.download(server, simulation.spec(), client, exits), kept);
    }

    @Test
    void memoryActsAsAGradient() {
        Simulation<DepthFl.Server> simulation = simulation(withoutDistillation).withTraining(round -> ONE_STEP);
        BlockSet all = simulation.spec().layout().trainable();
        ParameterSet memory = filled(all, 0.5);
        ParameterSet with = train(
                        simulation,
                        first(simulation, ExitSet.upTo(3), Payload.empty().with(DepthFl.MEMORY, memory)))
                .upload()
                .parameters()
                .orElseThrow();
        ParameterSet without = train(simulation, first(simulation, ExitSet.upTo(3), Payload.empty()))
                .upload()
                .parameters()
                .orElseThrow();
        // the first step starts at the anchor, where the proximal term has no gradient
        assertAll(ParameterMath.subtract(with, without), 0.25 * 0.5);
    }

    @Test
    void memoryIsTheSumOfAllChanges() {
        Simulation<DepthFl.Server> simulation = simulation(full);
        var result = simulation.play();
        BlockSet all = simulation.spec().layout().trainable();
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
        LocalTraining manySteps = new LocalTraining(10, 4, 0.05, 0, 0);
        DepthFl strong = new DepthFl(
                new DepthFlOptions(
                        EarlyExitLoss.of(ExitWeights.SUM), AggregationWeights.UNIFORM, 10, true, true, false, 300),
                context);
        assertThat(change(simulation(strong).withTraining(round -> manySteps)))
                .isLessThan(0.5 * change(simulation(withoutDistillation).withTraining(round -> manySteps)));
        assertThat(context.warnings()).isEmpty();
    }

    private static double change(Simulation<DepthFl.Server> simulation) {
        ClientContext client = first(simulation, ExitSet.upTo(3), Payload.empty());
        ParameterSet trained = train(simulation, client).upload().parameters().orElseThrow();
        return ParameterMath.norm(
                ParameterMath.subtract(trained, client.parameters().select(trained.blocks())));
    }

    /** Algorithms 3.5 (9d): with zero heads all exits have equal logits, so that distillation has no gradient. */
    @Test
    void equalExitsGiveNoDistillation() {
        DepthFl distilled = new DepthFl(
                new DepthFlOptions(
                        EarlyExitLoss.of(ExitWeights.SUM), AggregationWeights.UNIFORM, 0.1, false, true, true, 0),
                context);
        assertThat(stepFrom(distilled, true)).isEqualTo(stepFrom(plain, true));
        assertThat(stepFrom(distilled, false)).isNotEqualTo(stepFrom(plain, false));
    }

    private static ParameterSet stepFrom(DepthFl strategy, boolean zeroHeads) {
        Simulation<DepthFl.Server> simulation = simulation(strategy).withTraining(round -> ONE_STEP);
        ParameterLayout layout = simulation.spec().layout();
        DepthFl.Server initial = strategy.initialize(simulation.spec());
        ParameterSet shared = zeroHeads ? initial.shared().with(ParameterSet.zeros(layout.heads())) : initial.shared();
        ClientId client = new ClientId(0);
        Payload received = strategy.download(
                new DepthFl.Server(shared, initial.correction()), simulation.spec(), client, ExitSet.upTo(3));
        return train(simulation, simulation.context(new Round(1), client, ExitSet.upTo(3), received, Payload.empty()))
                .upload()
                .parameters()
                .orElseThrow();
    }

    /** Algorithms 3.5 (4) in rounds 1 and 151, compared with divergences computed from the logits. */
    @Test
    void exitsLearnFromTheMeanOfTheOthers() {
        for (ExitSet learning : List.of(ExitSet.of(1, 3), ExitSet.of(1, 2, 3))) {
            DepthFl distilled = of(ExitWeights.SUM, AggregationWeights.UNIFORM, false, true, true);
            ClientContext client =
                    first(simulation(distilled).withTraining(round -> ONE_STEP), learning, Payload.empty());
            double expected = 0;
            for (Exit student : learning) {
                for (Exit teacher : learning.minus(student)) {
                    expected += divergence(client, teacher, student) / (learning.size() - 1);
                }
            }
            double labels = train(simulation(plain).withTraining(round -> ONE_STEP), client)
                    .report()
                    .loss();
            assertThat(expected).isGreaterThan(1e-3);
            for (var ramp : Map.of(1, 0.006737946999, 151, 0.286504796860).entrySet()) {
                ClientContext inRound = client.withTask(ClientTask.of(
                        new Round(ramp.getKey()),
                        client.id(),
                        learning,
                        client.received(),
                        client.state(),
                        client.training()));
                double loss = train(simulation(distilled), inRound).report().loss();
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
    private static double divergence(ClientContext client, Exit teacher, Exit student) {
        double[] sum = {0};
        try (Network network = simulation(new FedAvg(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.SUM), AggregationWeights.UNIFORM),
                        new RecordingContext()))
                .openNetwork()) {
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
            Simulation<DepthFl.Server> simulation =
                    simulation(of(ExitWeights.SUM, AggregationWeights.UNIFORM, false, true, true));
            assertThat(train(simulation, first(simulation, alone, Payload.empty()))
                            .upload())
                    .isEqualTo(train(simulation(plain), first(simulation(plain), alone, Payload.empty()))
                            .upload());
        }
    }

    @Test
    void shallowClientHasMemoryOfItsStage() {
        Simulation<DepthFl.Server> simulation = simulation(full);
        ParameterLayout layout = simulation.spec().layout();
        ClientContext shallow = first(simulation, ExitSet.of(1), Payload.empty());
        assertThat(shallow.received().parameters().orElseThrow().blocks()).isEqualTo(layout.prefix(1));
        ClientUpdate update = train(simulation, shallow);
        assertThat(update.upload().parameters().orElseThrow().blocks()).isEqualTo(layout.prefix(1));
        assertThat(update.state().parameters(DepthFl.MEMORY).blocks()).isEqualTo(layout.prefix(1));

        ClientUpdate deeper = train(simulation, first(simulation, ExitSet.of(2), update.state()));
        ParameterSet memory = deeper.state().parameters(DepthFl.MEMORY);
        assertThat(memory.blocks()).isEqualTo(layout.stages(2).union(layout.heads(ExitSet.of(1, 2))));
        assertThat(memory.select(layout.head(new Exit(1))))
                .as("memory of exit 1 while it is inactive")
                .isEqualTo(update.state().parameters(DepthFl.MEMORY).select(layout.head(new Exit(1))));
    }

    @Test
    void withoutCorrectionTheModelIsTheMean() {
        Simulation<DepthFl.Server> simulation =
                simulation(of(ExitWeights.SUM, AggregationWeights.UNIFORM, true, false, true));
        var result = simulation.play();
        SimulatedRound last = result.lastRound();
        assertThat(result.lastState().shared())
                .isEqualTo(new ClientResults(simulation.spec(), last.outcomes()).mean(AggregationWeights.UNIFORM));
        assertThat(result.lastState().correction().size()).isZero();
    }
}
