package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.objective.TrainableNetwork;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of {@code docs/contracts/engine.md} that no backbone or head can break, for both engines. */
@ParameterizedClass
@MethodSource("designs")
class EngineRulesTest {
    private static final InputShape SHAPE = InputShape.image(3, 14, 14);
    private static final int CLASSES = 4;
    private static final LocalTraining TRAINING = new LocalTraining(2, 4, 0.1, 0.5, 1e-2);
    private static final String OWN = "own";

    /** Relative to the larger of 1 and the value: sums of some hundred products in float32. */
    private static final float ROUNDING = 1e-5f;

    private final NetworkDesign design;
    private final ParameterLayout layout;
    private final ExitSet exits;
    private final ParameterSet initial;

    EngineRulesTest(NetworkDesign design) {
        this.design = design;
        this.layout = design.spec().layout();
        this.exits = design.spec().allExits();
        this.initial = design.initialParameters(Fixture.STREAMS.stream("init"));
    }

    static List<NetworkDesign> designs() {
        return List.of(
                Fixture.smallConvNet(),
                new ToyEngine().design(ToyNetworkOptions.of(6, 5).withBuffers(), SHAPE, CLASSES));
    }

    private Network open() {
        Network network = design.open();
        network.load(initial);
        network.resetVelocity(layout.all());
        return network;
    }

    private static Examples examples(int count) {
        return Fixture.normal(SHAPE, count, CLASSES, 9);
    }

    private static TrainingReport train(Network network, Objective objective) {
        return network.train(objective, examples(10), TRAINING, Fixture.STREAMS.stream("train"));
    }

    /** Returns a weighted sum of the cross-entropies of all exits. */
    private Objective crossEntropies(BlockSet trainable) {
        Objective objective = Objective.over(exits, trainable);
        for (Exit exit : exits) {
            objective = objective.with(new CrossEntropy(exit, 0.5 + 0.25 * exit.number()));
        }
        return objective;
    }

    private ParameterSet gradient(Objective objective, Examples examples) {
        try (Network network = open()) {
            return network.gradient(objective, examples, Fixture.STREAMS.stream("step"));
        }
    }

    private static void assertClose(ParameterSet actual, ParameterSet expected) {
        assertThat(actual.values()).containsExactly(expected.values(), within(ROUNDING));
    }

    @Test
    void e02_loadedValuesAreReadBack() {
        ParameterSet parameters = design.initialParameters(Fixture.STREAMS.stream("load"));
        try (Network network = open()) {
            for (BlockSet some : List.of(layout.head(new Exit(1)), layout.backbone(), layout.all())) {
                network.load(initial);
                network.load(parameters.select(some));
                assertThat(network.read(layout.all())).isEqualTo(initial.with(parameters.select(some)));
                ParameterSet velocity = parameters.select(some.intersect(layout.trainable()));
                network.resetVelocity(layout.trainable());
                network.loadVelocity(velocity);
                assertThat(network.readVelocity(layout.trainable()))
                        .isEqualTo(ParameterSet.zeros(layout.trainable()).with(velocity));
            }
        }
    }

    @Test
    void e06_epochsShuffleAndSeeEveryExampleOnce() {
        List<Integer> sizes = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        Examples examples = examples(30);
        try (Network network = open()) {
            network.train(
                    Objective.over(ExitSet.of(1), layout.trainable()).with(pass -> {
                        sizes.add(pass.size());
                        IntStream.range(0, pass.size()).map(pass::label).forEach(labels::add);
                        return 0;
                    }),
                    examples,
                    new LocalTraining(2, 8, 0.1, 0, 0),
                    Fixture.STREAMS.stream("train"));
        }
        assertThat(sizes).containsExactly(8, 8, 8, 6, 8, 8, 8, 6);
        Integer[] all = IntStream.range(0, 30).mapToObj(examples::label).toArray(Integer[]::new);
        assertThat(labels.subList(0, 30)).containsExactlyInAnyOrder(all);
        assertThat(labels.subList(30, 60)).containsExactlyInAnyOrder(all).isNotEqualTo(labels.subList(0, 30));
    }

    @Test
    void e07_shortBatchesAreAveragedOverTheirSize() {
        Objective objective = crossEntropies(layout.trainable());
        try (Network exact = open();
                Network padded = open()) {
            exact.train(objective, examples(5), new LocalTraining(1, 5, 1, 0, 0), Fixture.STREAMS.stream("short"));
            // a full batch first, so that arrays have stale rows after the short one
            padded.train(objective, examples(16), new LocalTraining(1, 16, 1, 0, 0), Fixture.STREAMS.stream("full"));
            padded.load(initial);
            padded.resetVelocity(layout.all());
            padded.train(objective, examples(5), new LocalTraining(1, 16, 1, 0, 0), Fixture.STREAMS.stream("short"));
            assertClose(padded.read(layout.all()), exact.read(layout.all()));
        }
    }

    @Test
    void e09_theStepIsHeavyBallWithCoupledDecay() {
        BlockSet all = layout.trainable();
        ParameterSet w = initial.select(all);
        ParameterSet u =
                design.initialParameters(Fixture.STREAMS.stream("velocity")).select(all);
        ParameterSet g = gradient(crossEntropies(all), examples(6));
        ParameterSet v = ParameterMath.axpy(0.9, u, ParameterMath.axpy(0.2, w, g));
        try (Network network = open()) {
            network.loadVelocity(u);
            network.train(
                    crossEntropies(all),
                    examples(6),
                    new LocalTraining(1, 6, 0.3, 0.9, 0.2),
                    Fixture.STREAMS.stream("step"));
            assertClose(network.readVelocity(all), v);
            assertClose(network.read(all), ParameterMath.axpy(-0.3, v, w));
        }
    }

    /**
     * Trains two steps of Adam with weight decay and computes them again: moments start at zero, also in the second
     * call and in an auxiliary head, and velocities are unchanged.
     */
    @Test
    void e09_adamStartsWithZeroMoments() {
        Exit last = design.spec().finalExit();
        BlockSet head = layout.head(last);
        ParameterSet u =
                design.initialParameters(Fixture.STREAMS.stream("velocity")).select(head);
        Objective live = Objective.over(ExitSet.of(last), head).with(new CrossEntropy(last, 1));
        ParameterSet w = initial.select(head);
        double[] m = new double[w.size()];
        double[] s = new double[w.size()];
        for (int t = 1; t <= 2; t++) {
            float[] next = w.values();
            try (Network network = open()) {
                network.load(w);
                ParameterSet g = network.gradient(live, examples(6), Fixture.STREAMS.stream("step"));
                for (int i = 0; i < next.length; i++) {
                    double d = g.values()[i] + 0.2 * next[i];
                    m[i] = 0.8 * m[i] + 0.2 * d;
                    s[i] = 0.999 * s[i] + 0.001 * d * d;
                    double root = Math.sqrt(s[i] / (1 - Math.pow(0.999, t)));
                    next[i] -= (float) (0.03 * m[i] / (1 - Math.pow(0.8, t)) / (root + 1e-8));
                }
            }
            w = ParameterSet.of(head, next);
        }
        LocalTraining training = new LocalTraining(2, 6, 0.03, 0.8, 0.2, Optimizer.ADAM);
        Objective auxiliary = Objective.over(ExitSet.of(last), layout.none())
                .with(new TrainableAuxiliaryHead(OWN, last, initial.select(head)))
                .with(crossEntropyOf(OWN));
        try (Network network = open()) {
            network.loadVelocity(u);
            for (int call = 1; call <= 2; call++) {
                network.load(initial);
                network.train(live, examples(6), training, Fixture.STREAMS.stream("step"));
                assertClose(network.read(head), w);
                assertThat(network.readVelocity(head)).isEqualTo(u);
                network.load(initial);
                assertClose(
                        network.train(auxiliary, examples(6), training, Fixture.STREAMS.stream("step"))
                                .trained()
                                .get(OWN),
                        w);
            }
        }
    }

    @Test
    void e12_answersAreThoseOfTheRule() {
        Examples examples = examples(40);
        try (Network network = open()) {
            double[][] logits = new double[examples.size()][];
            int[] seen = {0};
            network.forward(examples, pass -> {
                for (int b = 0; b < pass.size(); b++) {
                    logits[seen[0]++] = Arrays.copyOfRange(pass.logits(new Exit(1)), b * CLASSES, (b + 1) * CLASSES);
                }
            });
            List<ExitDecision> decisions =
                    network.infer(examples, Fixture.rule(input -> false, input -> input.probabilities(new Exit(1))));
            for (int i = 0; i < examples.size(); i++) {
                double[] probabilities = new double[CLASSES];
                Softmax.row(logits[i], 0, CLASSES, 1, probabilities);
                assertThat(decisions.get(i).exit()).isEqualTo(design.spec().finalExit());
                assertThat(decisions.get(i).confidence())
                        .isCloseTo(probabilities[decisions.get(i).label()], within((double) ROUNDING));
            }
        }
    }

    @Test
    void e12_failedInferenceLeavesNoState() {
        Examples examples = examples(40);
        ExitRule never = Fixture.rule(input -> false);
        try (Network network = open()) {
            List<ExitDecision> decisions = network.infer(examples, never);
            AtomicInteger calls = new AtomicInteger();
            Predicate<ExitInput> failing = input -> {
                if (calls.incrementAndGet() == 30) {
                    throw new IllegalStateException("a rule that fails");
                }
                return false;
            };
            assertThatThrownBy(() -> network.infer(examples, Fixture.rule(failing)))
                    .isNotNull();
            assertThat(network.infer(examples, never)).isEqualTo(decisions);
        }
    }

    @Test
    void e15_gradientLeavesTheNetworkUnchanged() {
        Objective objective = crossEntropies(layout.trainable());
        try (Network network = open()) {
            train(network, objective);
            ParameterSet parameters = network.read(layout.all());
            ParameterSet velocity = network.readVelocity(layout.trainable());
            ParameterSet gradient = network.gradient(objective, examples(10), Fixture.STREAMS.stream("gradient"));
            assertThat(gradient.blocks()).isEqualTo(layout.trainable());
            assertThat(network.read(layout.all())).isEqualTo(parameters);
            assertThat(network.readVelocity(layout.trainable())).isEqualTo(velocity);
        }
    }

    @Test
    void g02_gradientsOfSingleExitsAddUp() {
        ParameterSet sum = ParameterSet.zeros(layout.trainable());
        for (Exit exit : exits) {
            Objective alone = Objective.over(ExitSet.of(exit), layout.trainable())
                    .with(new CrossEntropy(exit, 0.5 + 0.25 * exit.number()));
            sum = ParameterMath.add(sum, gradient(alone, examples(6)));
        }
        assertClose(sum, gradient(crossEntropies(layout.trainable()), examples(6)));
    }

    @Test
    void g09_parameterTermsFindTheGradientOfLossesAndMayRescaleIt() {
        Objective plain = crossEntropies(layout.trainable());
        Objective halved = plain.with((ParameterTerm) (parameters, gradient) -> {
            IntStream.range(0, gradient.length).forEach(i -> gradient[i] /= 2);
            return 0;
        });
        assertClose(gradient(halved, examples(6)), ParameterMath.scale(0.5, gradient(plain, examples(6))));
    }

    @Test
    void g10_gradientsDoNotDependOnTheMask() {
        ParameterSet all = gradient(crossEntropies(layout.trainable()), examples(6));
        for (BlockSet some : List.of(layout.heads(), layout.backbone(), layout.head(new Exit(1)))) {
            assertClose(gradient(crossEntropies(some), examples(6)), all.select(some));
        }
    }

    @Test
    void h02_auxiliaryHeadsStartFromInitialValues() {
        ParameterSet start = initial.select(layout.head(new Exit(2)));
        Objective objective = Objective.over(exits, layout.none())
                .with(new TrainableAuxiliaryHead(OWN, new Exit(2), start))
                .with(crossEntropyOf(OWN));
        try (Network network = open()) {
            Map<String, ParameterSet> once = train(network, objective).trained();
            assertThat(once.get(OWN)).isNotEqualTo(start);
            assertThat(train(network, objective).trained()).isEqualTo(once);
        }
    }

    @Test
    void h03_networkLearnsAsWithoutAuxiliaryHeads() {
        for (BlockSet trainable : List.of(layout.trainable(), layout.backbone())) {
            Objective alone = crossEntropies(trainable);
            Objective withHeads = alone;
            for (Exit exit : exits) {
                for (String name : List.of("a" + exit, "b" + exit)) {
                    withHeads = withHeads
                            .with(new TrainableAuxiliaryHead(name, exit, initial.select(layout.head(exit))))
                            .with(crossEntropyOf(name));
                }
            }
            try (Network one = open();
                    Network other = open()) {
                train(one, alone);
                Map<String, ParameterSet> heads = train(other, withHeads).trained();
                assertThat(other.read(layout.all())).isEqualTo(one.read(layout.all()));
                assertThat(other.readVelocity(trainable)).isEqualTo(one.readVelocity(trainable));
                for (Exit exit : exits) {
                    assertThat(heads.get("a" + exit)).isEqualTo(heads.get("b" + exit));
                }
            }
        }
    }

    @Test
    void h05_auxiliaryHeadWithoutLossOnlyDecays() {
        ParameterSet start = initial.select(layout.head(new Exit(2)));
        Objective withoutLoss = Objective.over(exits, layout.none())
                .with(new TrainableAuxiliaryHead(OWN, new Exit(2), start))
                .with(pass -> 0);
        try (Network network = open()) {
            train(network, withoutLoss.with(crossEntropyOf(OWN)));
            TrainingReport report = network.train(
                    withoutLoss, examples(6), new LocalTraining(1, 6, 0.5, 0.9, 0.1), Fixture.STREAMS.stream("train"));
            assertClose(report.trained().get(OWN), ParameterMath.scale(1 - 0.5 * 0.1, start));
        }
    }

    @Test
    void h06_missingHeadsAreRejected() {
        ParameterSet head = initial.select(layout.head(new Exit(2)));
        Objective nothing = Objective.over(exits, layout.none());
        Objective frozen = nothing.with(new FrozenAuxiliaryHead(OWN, new Exit(2), head));
        Map<Objective, String> wrong = Map.of(
                frozen.with(pass -> pass.logitGradient(OWN)[0]),
                "'own'",
                frozen.with(pass -> pass.logitGradient("another")[0]),
                "'another'",
                frozen.with(pass -> pass.logits("another")[0]),
                "'another'",
                nothing.with(new TrainableAuxiliaryHead(OWN, new Exit(2), initial.select(layout.backbone()))),
                "'own'");
        try (Network network = open()) {
            wrong.forEach((objective, name) -> assertThatThrownBy(() -> train(network, objective))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name));
        }
    }

    @Test
    void n02_everyTrainingStartsNetworksFromInitialValues() {
        Objective alone = crossEntropies(layout.trainable());
        Objective together = alone.with(new TrainableNetwork(OWN, initial, alone));
        try (Network network = open()) {
            Map<String, ParameterSet> once = train(network, together).trained();
            assertThat(once.get(OWN)).isEqualTo(network.read(layout.all())).isNotEqualTo(initial);
            assertThat(train(network, together).trained()).isEqualTo(once);
        }
    }

    private static LossTerm crossEntropyOf(String head) {
        return pass -> crossEntropy(pass, head);
    }

    private static double crossEntropy(ForwardPass pass, String head) {
        double[] probabilities = new double[CLASSES];
        double value = 0;
        for (int b = 0; b < pass.size(); b++) {
            int row = b * CLASSES;
            double[] logits = pass.logits(head);
            value += Softmax.row(logits, row, CLASSES, 1, probabilities) - logits[row + pass.label(b)];
            for (int c = 0; c < CLASSES; c++) {
                pass.logitGradient(head)[row + c] += (probabilities[c] - (c == pass.label(b) ? 1 : 0)) / pass.size();
            }
        }
        return value / pass.size();
    }
}
