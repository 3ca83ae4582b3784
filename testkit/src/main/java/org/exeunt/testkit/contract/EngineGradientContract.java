package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.LinearMap;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.PrototypePull;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.objective.TrainableModule;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;

/**
 * Checks the gradients of an engine (G) and its auxiliary heads (H), by finite differences of the value that it
 * reports: block by block, in the direction of the gradient and a random one.
 */
abstract class EngineGradientContract<N extends Record> extends EngineFixture<N> {
    private static final int EXAMPLES = 6;
    private static final LocalTraining TRAINING = new LocalTraining(2, 4, 0.1, 0.5, 1e-2);
    private static final String OWN = "own";

    @FailureHint(
            "the named block has a wrong or a missing gradient, or the step of the differences crosses kinks of its "
                    + "activations: test with a smooth activation, or override gradientStep()")
    @Test
    void g01_crossEntropiesOfAllExits() {
        checkByDifferences(crossEntropies(allExits(), layout().trainable()), oneByOne(layout().trainable()));
    }

    @FailureHint("the frozen head does not read the features of its exit, or does not use its own parameters")
    @Test
    void g05_frozenHeadComputesLikeALiveOne() {
        Rule.assumeHolds("E3", "G5", this::requireThatNoLayerDraws);
        ParameterSet parameters = initial();
        double[][] seen = new double[2][];
        LossTerm compare = pass -> {
            seen[0] = pass.logits(finalExit()).clone();
            seen[1] = pass.logits("twin").clone();
            return 0;
        };
        Objective objective = Objective.over(allExits(), layout().trainable())
                .with(compare)
                .with(new FrozenAuxiliaryHead("twin", finalExit(), parameters.select(layout().head(finalExit()))));
        gradient(parameters, objective, examples(EXAMPLES));

        assertClose(head(seen[1]), head(seen[0]), "logits of a frozen head with the live head's parameters");
    }

    private double[] head(double[] logits) {
        return Arrays.copyOf(logits, EXAMPLES * classes());
    }

    @FailureHint("headOnlyGradient reaches the stages, or does not reach the head")
    @Test
    void g06_headOnlyGradientsStopAtTheHead() {
        ParameterSet flowing =
                gradient(initial(), withFrozenHead(distillation(Teacher.frozen("teacher"), true)), examples(EXAMPLES));
        ParameterSet stopped =
                gradient(initial(), withFrozenHead(distillation(Teacher.frozen("teacher"), false)), examples(EXAMPLES));

        assertThat(ParameterMath.norm(stopped.select(layout().backbone())))
                .as("norm in the backbone")
                .isZero();
        assertThat(ParameterMath.norm(stopped.select(layout().head(new Exit(1)))))
                .as("norm in the head")
                .isPositive();
        assertClose(
                toDoubles(stopped.select(layout().head(new Exit(1)))),
                toDoubles(flowing.select(layout().head(new Exit(1)))),
                "gradient of the student's head");
    }

    @FailureHint("both kinds of gradient at one exit's logits are not added up in the head")
    @Test
    void g07_headOnlyGradientsAddToTheOthers() {
        Rule.assumeHolds("E3", "G7", this::requireThatNoLayerDraws);
        ParameterSet both = gradient(
                initial(),
                withFrozenHead(distillation(Teacher.frozen("teacher"), false))
                        .with(CrossEntropy.balanced(new Exit(1), 1, counts())),
                examples(EXAMPLES));
        ParameterSet balanced = gradient(
                initial(),
                withFrozenHead(pass -> 0).with(CrossEntropy.balanced(new Exit(1), 1, counts())),
                examples(EXAMPLES));
        ParameterSet distilled =
                gradient(initial(), withFrozenHead(distillation(Teacher.frozen("teacher"), false)), examples(EXAMPLES));

        assertClose(toDoubles(both), toDoubles(ParameterMath.add(balanced, distilled)), "sum of both gradients");
    }

    @FailureHint("the feature is not the input of the exit's head, or its gradient does not reach the stages up to it, "
            + "or reaches others or other heads")
    @Test
    void g08_gradientsAtEveryFeature() {
        Objective all = crossEntropies(allExits(), layout().trainable());
        for (Exit exit : allExits()) {
            all = all.with(prototypePull(exit));
            ParameterSet alone = gradient(
                    initial(),
                    Objective.over(allExits(), layout().trainable()).with(prototypePull(exit)),
                    examples(EXAMPLES));
            BlockSet own = blocksOf(ExitSet.of(exit));
            assertThat(ParameterMath.norm(alone.select(own.minus(layout().heads()))))
                    .as("norm of the gradient of exit %s's feature in its stages", exit)
                    .isPositive();
            assertThat(ParameterMath.norm(alone.select(layout().trainable().minus(own))))
                    .as("norm of the gradient of exit %s's feature elsewhere", exit)
                    .isZero();
        }
        try {
            checkByDifferences(all, List.of(layout().backbone(), layout().heads()));
        } catch (AssertionError broken) {
            Rule.assumeHolds("G1", "G8", this::g01_crossEntropiesOfAllExits);
            throw broken;
        }
    }

    @FailureHint("a trainable auxiliary head reads other features than the live one, or uses another update rule, or "
            + "requires its exit to be active")
    @Test
    void h01_trainableHeadLearnsLikeALiveOne() {
        Rule.assumeHolds("E3", "H1", this::requireThatNoLayerDraws);
        assumeTrue(allExits().size() > 1, "no other exit can be active");
        for (Exit exit : allExits()) {
            BlockSet head = layout().head(exit);
            ParameterSet expected;
            double loss;
            try (Network network = open()) {
                Objective live = Objective.over(allExits(), head).with(new CrossEntropy(exit, 1));
                loss = train(network, live).loss();
                expected = network.read(head);
            }
            ExitSet others = ExitSet.of(exit.number() == 1 ? 2 : 1);
            for (ExitSet exits : List.of(allExits(), others)) {
                try (Network network = open()) {
                    TrainingReport report = train(
                            network,
                            Objective.over(exits, layout().none())
                                    .with(new TrainableAuxiliaryHead(
                                            OWN, exit, initial().select(head)))
                                    .with(crossEntropyOfOwn()));
                    assertThat(report.trained()).as("heads in the report").containsOnlyKeys(OWN);
                    assertThat(report.trained().get(OWN).blocks()).isEqualTo(head);
                    assertClose(
                            toDoubles(report.trained().get(OWN)),
                            toDoubles(expected),
                            "head of exit %s with active exits %s".formatted(exit, exits));
                    assertClose(report.loss(), loss, "loss");
                    assertThat(network.read(layout().all()))
                            .as("the network, which has no trainable block")
                            .isEqualTo(initial());
                }
            }
        }
    }

    @FailureHint("the gradient of an auxiliary head that is added to the live one's logits does not match the value")
    @Test
    void h04_gradientsWhenAddedToALiveHead() {
        for (Exit exit : allExits()) {
            ParameterSet start = ParameterMath.scale(0.5, initial().select(layout().head(exit)));
            ParameterSet gradient = ParameterMath.subtract(
                    start, afterOneStep(exit, start).trained().get(OWN));
            double norm = ParameterMath.norm(gradient);
            assertThat(norm).as("norm of the gradient at exit %s", exit).isPositive();
            ParameterSet direction = ParameterMath.scale(1 / norm, gradient);
            ParameterSet up = ParameterMath.axpy(gradientStep(), direction, start);
            ParameterSet down = ParameterMath.axpy(-gradientStep(), direction, start);
            double rise =
                    afterOneStep(exit, up).loss() - afterOneStep(exit, down).loss();
            // the difference after rounding to float32
            double slope = rise / ParameterMath.dot(ParameterMath.subtract(up, down), direction);
            assertThat(ParameterMath.dot(gradient, direction))
                    .as("slope at exit %s, by finite differences %s", exit, slope)
                    .isCloseTo(slope, within(slopeTolerance(norm)));
        }
    }

    @FailureHint("modules have another update rule than blocks, are not reported, or influence the network")
    @Test
    void w01_modulesLearnLikeBlocks() {
        ParameterLayout own = new ParameterLayout.Builder()
                .add("gate/W", BlockRole.HEAD, 1, List.of(2, 1))
                .add("gate/b", BlockRole.HEAD, 1, List.of(2))
                .build();
        float[] start = {1, -2, 0.5f, 3};
        LossTerm pull = pass -> {
            double value = 0;
            for (int i = 0; i < start.length; i++) {
                double distance = pass.module(OWN)[i] - i;
                pass.moduleGradient(OWN)[i] += distance;
                value += 0.5 * distance * distance;
            }
            return value;
        };
        double[] expected = {1, -2, 0.5, 3};
        double[] velocity = new double[start.length];
        for (int step = 0; step < 6; step++) {
            for (int i = 0; i < start.length; i++) {
                double d = expected[i] - i + TRAINING.weightDecay() * expected[i];
                velocity[i] = TRAINING.momentum() * velocity[i] + d;
                expected[i] -= TRAINING.learningRate() * velocity[i];
            }
        }
        Objective alone = crossEntropies(allExits(), layout().trainable());
        Objective with = alone.with(pull).with(new TrainableModule(OWN, ParameterSet.of(own.all(), start)));
        try (Network network = open();
                Network other = open()) {
            train(other, alone);
            for (int i = 0; i < 2; i++) {
                network.load(initial());
                network.resetVelocity(layout().all());
                ParameterSet trained = train(network, with).trained().get(OWN);
                assertThat(trained).as("the module in the report").isNotNull();
                assertClose(toDoubles(trained), expected, "values of the module after six steps");
                if (normalisesOverTheBatch()) {
                    continue;
                }
                assertClose(toDoubles(network.read(layout().all())), toDoubles(other.read(layout().all())), "network");
            }
        }
    }

    @FailureHint("the values of a block are not those of the step, or what a term adds to its gradient is lost")
    @Test
    void w02_gradientsAtParametersAddToTheOthers() {
        Rule.assumeHolds("E3", "W2", this::requireThatNoLayerDraws);
        List<Block> blocks = layout().trainable().blocks();
        Objective plain = crossEntropies(allExits(), layout().trainable());
        LossTerm byBlocks = pass -> {
            pass.exits().forEach(exit -> requireClassifier(pass, exit));
            for (Block block : blocks) {
                double[] values = pass.parameters(block);
                for (int i = 0; i < block.size(); i++) {
                    pass.parameterGradient(block)[i] += values[i];
                }
            }
            return 0;
        };
        ParameterTerm byVector = (parameters, gradient) -> {
            for (Block block : blocks) {
                for (int i = block.offset(); i < block.end(); i++) {
                    gradient[i] += parameters[i];
                }
            }
            return 0;
        };
        try (Network network = open();
                Network other = open()) {
            train(network, plain.with(byBlocks));
            train(other, plain.with(byVector));
            assertClose(toDoubles(network.read(layout().all())), toDoubles(other.read(layout().all())), "network");
        }
    }

    private void requireClassifier(ForwardPass pass, Exit exit) {
        List<Block> matrices = layout().head(exit).blocks().stream()
                .filter(block -> block.shape().size() == 2)
                .toList();
        if (matrices.size() == 1) {
            double[] bias =
                    pass.parameters(layout().blocks().get(layout().blocks().indexOf(matrices.get(0)) + 1));
            double[] logits = new LinearMap(pass.parameters(matrices.get(0)), pass.featureSize(exit))
                    .apply(pass.feature(exit), pass.size());
            Arrays.setAll(logits, k -> logits[k] + bias[k % pass.classes()]);
            assertClose(Arrays.copyOf(pass.logits(exit), logits.length), logits, "logits of exit " + exit);
        }
    }

    private TrainingReport afterOneStep(Exit exit, ParameterSet start) {
        Objective objective = crossEntropies(allExits(), layout().trainable())
                .with(new TrainableAuxiliaryHead(OWN, exit, start))
                .with(addedTo(exit, OWN));
        try (Network network = open()) {
            return step(network, objective, examples(6));
        }
    }

    private static Distillation distillation(Teacher teacher, boolean intoBackbone) {
        return new Distillation(new Exit(1), teacher, 1.3, 2, intoBackbone);
    }

    private int[] counts() {
        return IntStream.rangeClosed(1, classes()).toArray();
    }

    private Objective withFrozenHead(LossTerm loss) {
        ParameterSet head = ParameterMath.scale(-3, initial().select(layout().head(finalExit())));
        return Objective.over(allExits(), layout().trainable())
                .with(loss)
                .with(new FrozenAuxiliaryHead("teacher", finalExit(), head));
    }

    /** Returns a term with prototypes of classes 0 and 1 only. */
    private static LossTerm prototypePull(Exit exit) {
        return pass -> {
            double[][] prototypes = new double[pass.classes()][];
            prototypes[0] = new double[pass.featureSize(exit)];
            Arrays.fill(prototypes[0], 0.4);
            prototypes[1] = new double[pass.featureSize(exit)];
            return new PrototypePull(exit, 2.0, prototypes).addTo(pass);
        };
    }

    /** Checks the gradient of some blocks at a time. */
    private void checkByDifferences(Objective objective, List<BlockSet> moving) {
        Examples examples = examples(EXAMPLES);
        ParameterSet at = initial();
        ParameterSet gradient = gradient(at, objective, examples);
        RandomGenerator random = STREAMS.stream("directions");
        try (Network network = openNetwork()) {
            for (BlockSet block : moving) {
                ParameterSet exact = gradient.select(block);
                double norm = ParameterMath.norm(exact);
                assertThat(norm).as("norm of the gradient of %s", block).isPositive();
                ParameterSet sum = ParameterMath.axpy(1 / norm, exact, randomDirection(block, random));
                ParameterSet direction = ParameterMath.scale(1 / ParameterMath.norm(sum), sum);
                double expected = difference(network, at, direction, objective, examples);
                assertThat(ParameterMath.dot(exact, direction))
                        .as("slope of the objective along a direction of %s, by finite differences %s", block, expected)
                        .isCloseTo(expected, within(slopeTolerance(norm)));
            }
        }
    }

    private double difference(
            Network network, ParameterSet at, ParameterSet direction, Objective objective, Examples examples) {
        ParameterSet base = at.select(direction.blocks());
        ParameterSet up = ParameterMath.axpy(gradientStep(), direction, base);
        ParameterSet down = ParameterMath.axpy(-gradientStep(), direction, base);
        double rise =
                value(network, at.with(up), objective, examples) - value(network, at.with(down), objective, examples);
        // the difference after rounding to float32
        return rise / ParameterMath.dot(ParameterMath.subtract(up, down), direction);
    }

    private static ParameterSet randomDirection(BlockSet block, RandomGenerator random) {
        float[] values = new float[block.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        ParameterSet direction = ParameterSet.of(block, values);
        return ParameterMath.scale(1 / ParameterMath.norm(direction), direction);
    }

    private TrainingReport train(Network network, Objective objective) {
        Examples examples = examples(10);
        return network.train(objective, examples, TRAINING, STREAMS.stream("train"));
    }

    private static LossTerm crossEntropyOfOwn() {
        return pass -> crossEntropy(pass, OWN, new double[pass.size() * pass.classes()]);
    }

    /** Returns the cross-entropy of the sum of both heads' logits; only the auxiliary head is trained by it. */
    private static LossTerm addedTo(Exit exit, String head) {
        return pass -> crossEntropy(pass, head, pass.logits(exit));
    }

    private static double crossEntropy(ForwardPass pass, String head, double[] offsets) {
        int classes = pass.classes();
        double[] logits = pass.logits(head);
        double[] gradient = pass.logitGradient(head);
        double[] sum = new double[classes];
        double[] probabilities = new double[classes];
        double value = 0;
        for (int b = 0; b < pass.size(); b++) {
            int row = b * classes;
            for (int c = 0; c < classes; c++) {
                sum[c] = offsets[row + c] + logits[row + c];
            }
            value += Softmax.row(sum, 0, classes, 1, probabilities) - sum[pass.label(b)];
            for (int c = 0; c < classes; c++) {
                double target = c == pass.label(b) ? 1 : 0;
                gradient[row + c] += (probabilities[c] - target) / pass.size();
            }
        }
        return value / pass.size();
    }
}
