package org.exeunt.baselines.fedrod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.baselines.Given.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.baselines.Given;
import org.exeunt.baselines.SoftmaxRegression;
import org.exeunt.baselines.fedrod.FedRod.Evaluate;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FedRodTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final String PERSONAL = "personal-heads";
    /** Tolerance between double and float32 arithmetic. */
    private static final Offset<Float> CLOSE = Offset.offset(2e-6f);

    private static FedRod fedRod(Evaluate evaluate) {
        return new FedRod(new FedRod.Options(Preset.PAPER, Given.AVERAGING, 1, 0, false, 0, 0, evaluate));
    }

    private static FedRod fedRod(EarlyExitLoss loss, double genericScale, double jointGradient) {
        FedAvg.Options averaging = new FedAvg.Options(loss, AggregationWeights.DATA_SIZE);
        return new FedRod(new FedRod.Options(
                Preset.PAPER, averaging, genericScale, jointGradient, false, 0, 0, Evaluate.PERSONAL));
    }

    private static Simulation<FedAvg.Server> simulation() {
        return Given.simulation(fedRod(Evaluate.PERSONAL));
    }

    private static ClientContext context(Simulation<FedAvg.Server> simulation, ExitSet exits, Payload kept) {
        return Given.context(simulation, 1, CLIENT, exits, kept);
    }

    private static ParameterSet someHeads(ParameterLayout layout) {
        float[] values = new float[layout.heads().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 7 - 3) / 10f;
        }
        return ParameterSet.of(layout.heads(), values);
    }

    /** Both steps of a batch use the same forward pass, before either changes parameters. */
    @Test
    void interleavedStepsUseTheSameForwardPass() {
        LocalTraining oneStep = new LocalTraining(1, 100, 0.2, 0.5, 1e-2);
        Simulation<FedAvg.Server> simulation = simulation().withTraining(round -> oneStep);
        ParameterLayout layout = simulation.spec().layout();
        ParameterSet kept = someHeads(layout);

        ClientContext client = context(simulation, Given.ALL, Payload.empty().with(PERSONAL, kept));
        ClientUpdate update = train(simulation, client);
        try (Network network = simulation.openNetwork()) {
            client.loadParameters(network);
            for (Exit exit : Given.ALL) {
                ParameterSet expected = new SoftmaxRegression(network, exit, client.examples())
                        .step(
                                kept.select(layout.head(exit)),
                                1 / 3.0,
                                new double[layout.head(exit).size()],
                                oneStep);
                assertThat(update.state()
                                .parameters(PERSONAL)
                                .select(layout.head(exit))
                                .values())
                        .as("personal head of exit %s", exit)
                        .containsExactly(expected.values(), CLOSE);
            }
        }
        assertThat(update.report().epochs()).isOne();
        assertThat(update.report().headEpochs()).isZero();
    }

    @Test
    void genericBranchIgnoresPersonalHeads() {
        Simulation<FedAvg.Server> simulation = simulation();

        ParameterSet heads = someHeads(simulation.spec().layout());
        ClientUpdate update = train(simulation, context(simulation, Given.ALL, Payload.empty()));
        ClientUpdate other =
                train(simulation, context(simulation, Given.ALL, Payload.empty().with(PERSONAL, heads)));
        assertThat(other.upload()).isEqualTo(update.upload());
        assertThat(other.state().parameters()).isEqualTo(update.state().parameters());
        assertThat(other.state()).isNotEqualTo(update.state());
    }

    /** With equal counts, balanced softmax is cross-entropy up to a constant. */
    @Test
    void genericBranchIsFedAvgForEqualCounts() {
        SyntheticFederation even = evenFederation();

        SimulationResult<FedAvg.Server> expected =
                Simulation.of(Given.fedAvg(), even).play();
        SimulationResult<FedAvg.Server> actual =
                Simulation.of(fedRod(Evaluate.GENERIC), even).play();
        // the constant ln c is added and subtracted in double precision, gradients are rounded to floats
        Offset<Float> tolerance = Offset.offset(2e-7f);
        for (int round = 1; round <= 3; round++) {
            assertThat(actual.states().get(round).shared().values())
                    .as("round %d", round)
                    .containsExactly(expected.states().get(round).shared().values(), tolerance);
        }
        expected.personalModels().forEach((client, model) -> assertThat(
                        actual.personalModels().get(client).values())
                .as("client %s", client)
                .containsExactly(model.values(), tolerance));
        SimulationResult<FedAvg.Server> uneven =
                Given.simulation(fedRod(Evaluate.GENERIC)).play();
        assertThat(ParameterMath.norm(ParameterMath.subtract(
                        uneven.lastState().shared(),
                        Given.simulation(Given.fedAvg()).play().lastState().shared())))
                .as("with unequal counts")
                .isGreaterThan(1e-2);
    }

    /** Backbone and generic heads see no other term than the scaled one. */
    @Test
    void genericScaleMultipliesTheWeightsOfTheGenericBranch() {
        Simulation<FedAvg.Server> scaled = Given.simulation(fedRod(Given.LOSS, 3, 0));
        SimulationResult<FedAvg.Server> actual = scaled.play();
        SimulationResult<FedAvg.Server> expected = Given.simulation(fedRod(new EarlyExitLoss(ExitWeights.SUM), 1, 0))
                .play();
        assertThat(actual.lastState().shared().values())
                .containsExactly(expected.lastState().shared().values(), CLOSE);
        assertThat(actual.personalModels())
                .as("personal heads have other weights")
                .isNotEqualTo(expected.personalModels());
    }

    /** With psi = 0 and equal counts, both branches have the same gradient at the generic logits. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void jointGradientTrainsGenericHeadsAndBackbone(double jointGradient) {
        SimulationResult<FedAvg.Server> actual = oneEvenStep(1, jointGradient);
        SimulationResult<FedAvg.Server> expected = oneEvenStep(1 + jointGradient, 0);
        assertThat(actual.lastState().shared().values())
                .containsExactly(expected.lastState().shared().values(), CLOSE);
        actual.personalModels().forEach((client, model) -> assertThat(model.values())
                .as("client %s", client)
                .containsExactly(expected.personalModels().get(client).values(), CLOSE));
    }

    private static SimulationResult<FedAvg.Server> oneEvenStep(double genericScale, double jointGradient) {
        return Simulation.of(fedRod(Given.LOSS, genericScale, jointGradient), evenFederation())
                .withTraining(round -> new LocalTraining(1, 100, 0.2, 0, 0))
                .withRounds(1)
                .play();
    }

    /** Four clients with 3, 2, 1 and 2 examples of every class. */
    private static SyntheticFederation evenFederation() {
        SyntheticFederation source = SyntheticFederation.draw(8, 60, 60, 60, 60);
        Map<Integer, List<Integer>> byClass = new TreeMap<>();
        IntStream.range(0, 240)
                .forEach(i -> byClass.computeIfAbsent(source.dataset().all().label(i), c -> new ArrayList<>())
                        .add(i));
        List<Partition.ClientShare> shares = new ArrayList<>();
        int[] perClass = {3, 2, 1, 2};
        for (int client = 0; client < perClass.length; client++) {
            int from = IntStream.range(0, client).map(i -> perClass[i]).sum();
            int to = from + perClass[client];
            shares.add(Partition.ClientShare.of(
                    byClass.values().stream()
                            .flatMapToInt(examples ->
                                    examples.subList(from, to).stream().mapToInt(i -> i))
                            .toArray(),
                    source.partition().clients().get(client).test()));
        }
        return new SyntheticFederation(source.dataset(), Partition.of(shares));
    }

    @Test
    void logitsAreTheSumOfBothHeads() {
        Simulation<FedAvg.Server> simulation = simulation();
        SimulationResult<FedAvg.Server> result = simulation.play();
        ParameterLayout layout = simulation.spec().layout();
        ParameterSet model = result.personalModels().get(CLIENT);
        Payload kept = result.lastRound().kept().get(CLIENT);
        ParameterSet generic = model.with(result.lastState().shared().select(layout.heads()));
        Map<Exit, double[]> together = logits(simulation, model);
        Map<Exit, double[]> shared = logits(simulation, generic);
        Map<Exit, double[]> own = logits(simulation, model.with(kept.parameters(PERSONAL)));
        for (Exit exit : Given.ALL) {
            for (int i = 0; i < together.get(exit).length; i++) {
                assertThat(together.get(exit)[i])
                        .as("exit %s", exit)
                        .isCloseTo(shared.get(exit)[i] + own.get(exit)[i], Offset.offset(1e-6));
            }
            assertThat(together.get(exit)).as("exit %s", exit).isNotEqualTo(shared.get(exit));
        }
    }

    private static Map<Exit, double[]> logits(Simulation<?> simulation, ParameterSet model) {
        Map<Exit, double[]> logits = new TreeMap<>();
        try (Network network = simulation.openNetwork()) {
            network.load(model);
            network.forward(simulation.federation().test(CLIENT), pass -> pass.exits()
                    .forEach(exit -> logits.put(exit, Arrays.copyOf(pass.logits(exit), pass.size() * pass.classes()))));
        }
        return logits;
    }

    @Test
    void untrainedClientsUseTheGenericModel() {
        SimulationResult<FedAvg.Server> result =
                simulation().withCohortSize(1).withRounds(1).play();
        ClientId trained = result.lastRound().exits().firstKey();
        ParameterSet shared = result.lastState().shared();
        result.personalModels().forEach((client, model) -> assertThat(
                        model.select(shared.blocks()).equals(shared))
                .as("client %s", client)
                .isEqualTo(!client.equals(trained)));
    }

    /** The logits of an untrained client are the generic ones and the logarithms of its class frequencies. */
    @Test
    void untrainedClientsMayAnswerWithTheirPriors() {
        Simulation<FedAvg.Server> simulation = Given.simulation(new FedRod(
                        new FedRod.Options(Preset.PAPER, Given.AVERAGING, 1, 0, true, 0, 0, Evaluate.PERSONAL)))
                .withCohortSize(1)
                .withRounds(1);
        SimulationResult<FedAvg.Server> result = simulation.play();
        ParameterSet model = result.personalModels().get(CLIENT);
        assertThat(result.lastRound().exits().firstKey()).isNotEqualTo(CLIENT);
        int classes = simulation.spec().network().classes();
        int[] counts = simulation.federation().train(CLIENT).classCounts(classes);
        double examples = IntStream.of(counts).sum();
        Map<Exit, double[]> personal = logits(simulation, model);
        Map<Exit, double[]> generic = logits(
                simulation,
                model.with(result.lastState()
                        .shared()
                        .select(simulation.spec().layout().heads())));
        for (Exit exit : Given.ALL) {
            for (int i = 0; i < personal.get(exit).length; i++) {
                double prior = Math.log((counts[i % classes] + 1e-3) / (examples + classes * 1e-3));
                assertThat(personal.get(exit)[i] - generic.get(exit)[i])
                        .as("exit %s, logit %s", exit, i)
                        .isCloseTo(prior, Offset.offset(1e-5));
            }
        }
    }

    @Test
    void genericEvaluationIgnoresPersonalHeads() {
        SimulationResult<FedAvg.Server> result =
                Given.simulation(fedRod(Evaluate.GENERIC)).play();
        ParameterSet shared = result.lastState().shared();
        assertThat(result.personalModels().values())
                .allSatisfy(model -> assertThat(model.select(shared.blocks())).isEqualTo(shared));
        assertThat(result.states()).isEqualTo(simulation().play().states());
    }

    @Test
    void inactivePersonalHeadsKeepTheirBits() {
        Simulation<FedAvg.Server> simulation = simulation();
        ParameterLayout layout = simulation.spec().layout();
        ParameterSet kept = someHeads(layout);
        ExitSet learning = ExitSet.of(1, 3);
        ClientContext client = context(simulation, learning, Payload.empty().with(PERSONAL, kept));
        ParameterSet after = train(simulation, client).state().parameters(PERSONAL);
        for (Exit exit : Given.ALL) {
            assertThat(after.select(layout.head(exit)).equals(kept.select(layout.head(exit))))
                    .as("personal head of exit %s kept", exit)
                    .isEqualTo(!learning.contains(exit));
        }
    }

    @Test
    void rejectsHeadsWithoutASingleDenseLayer() {
        assertRefused(new ParameterLayout.Builder()
                .add("stage1/W", BlockRole.BACKBONE, 1, List.of(5, 2))
                .add("exit1/hidden/W", BlockRole.HEAD, 1, List.of(7, 5))
                .add("exit1/hidden/b", BlockRole.HEAD, 1, List.of(7))
                .add("exit1/dense/W", BlockRole.HEAD, 1, List.of(4, 7))
                .add("exit1/dense/b", BlockRole.HEAD, 1, List.of(4))
                .build());
        assertRefused(new ParameterLayout.Builder()
                .add("stage1/W", BlockRole.BACKBONE, 1, List.of(5, 2))
                .add("exit1/conv/W", BlockRole.HEAD, 1, List.of(4, 3, 3, 3))
                .add("exit1/dense/W", BlockRole.HEAD, 1, List.of(4, 7))
                .build());
    }

    private static void assertRefused(ParameterLayout layout) {
        NetworkSpec network =
                NetworkSpec.of(layout, InputShape.vector(2), 4, List.of(new Macs(10)), List.of(new Macs(63)));
        FederationSpec federation = FederationSpec.of(
                1, List.of(new ClientSpec(new ClientId(0), 1)), network, client -> ParameterSet.zeros(layout.all()));
        assertThatThrownBy(() -> fedRod(Evaluate.PERSONAL).initialize(federation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("head of exit 1")
                .hasMessageContaining("exit1/dense/W[4, 7]")
                .hasMessageContaining("one dense layer to 4 classes")
                .hasMessageContaining("'linear'");
    }
}
