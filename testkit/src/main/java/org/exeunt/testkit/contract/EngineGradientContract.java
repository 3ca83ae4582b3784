package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.PrototypePull;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;

/**
 * Checks the gradients of an engine, rules G1 to G10, by finite differences of the value that it reports: block by
 * block, in the direction of the gradient and in a random direction.
 */
abstract class EngineGradientContract<N extends Record> extends EngineAuxiliaryHeadContract<N> {
    private static final int EXAMPLES = 6;

    @FailureHint(
            "the named block has a wrong or a missing gradient, or the step of the differences crosses kinks of its "
                    + "activations: test with a smooth activation, or override gradientStep()")
    @Test
    void g01_crossEntropiesOfAllExits() {
        checkByDifferences(crossEntropies(allExits(), layout().trainable()), layout().trainable());
    }

    @FailureHint("an inactive exit adds to gradients, or the gradient of an active exit is lost")
    @Test
    void g02_crossEntropyOfOneExit() {
        ExitSet first = ExitSet.of(1);
        checkByDifferences(crossEntropies(first, blocksOf(first)), blocksOf(first));
        ExitSet last = ExitSet.of(finalExit().number());
        checkByDifferences(crossEntropies(last, blocksOf(last)), blocksOf(last));
    }

    @FailureHint("gradients of several terms at one exit overwrite each other instead of adding up")
    @Test
    void g03_severalTermsAtOneExit() {
        checkWithAllExits(
                "G3",
                crossEntropies(allExits(), layout().trainable())
                        .with(CrossEntropy.balanced(new Exit(1), 0.7, counts()))
                        .with(distillation(cachingTargets(Teacher.live(finalExit())), true)));
    }

    @FailureHint("something flows back through the frozen head, or the student's path is wrong")
    @Test
    void g04_distillationFromAFrozenHead() {
        Teacher teacher = Teacher.frozen("teacher");
        checkByDifferences(withFrozenHead(distillation(cachingTargets(teacher), true)), blocksOf(ExitSet.of(1)));
        ParameterSet all = gradient(initial(), withFrozenHead(distillation(teacher, true)), examples(EXAMPLES));
        BlockSet teachersPath = layout().trainable().minus(blocksOf(ExitSet.of(1)));
        assertThat(ParameterMath.norm(all.select(teachersPath)))
                .as("norm on the teacher's path")
                .isZero();
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
        checkWithAllExits("G8", all);
    }

    @FailureHint("parameter terms receive stale parameters, or their gradients are lost")
    @Test
    void g09_parameterTerms() {
        ParameterSet anchor = ParameterMath.scale(0.5, initial().select(layout().trainable()));
        checkWithAllExits(
                "G9", crossEntropies(allExits(), layout().trainable()).with(new ProximalPenalty(0.3, anchor)));
    }

    @FailureHint("gradients depend on which blocks are trainable")
    @Test
    void g10_gradientsDoNotDependOnTheMask() {
        ParameterSet all = gradient(initial(), crossEntropies(allExits(), layout().trainable()), examples(EXAMPLES));
        for (BlockSet some : List.of(layout().heads(), layout().backbone(), layout().head(new Exit(1)))) {
            ParameterSet masked = gradient(initial(), crossEntropies(allExits(), some), examples(EXAMPLES));
            assertClose(toDoubles(masked), toDoubles(all.select(some)), "gradient with only " + some + " trainable");
        }
    }

    private static Distillation distillation(Teacher teacher, boolean intoBackbone) {
        return new Distillation(new Exit(1), teacher, 1.3, 2, intoBackbone);
    }

    /**
     * Returns a teacher that keeps the first targets of each example, because finite differences must not see the
     * targets change: no gradient flows into a teacher.
     */
    private static Teacher cachingTargets(Teacher teacher) {
        Map<Integer, double[]> targets = new HashMap<>();
        return (pass, example, temperature, target) -> {
            double[] first = targets.computeIfAbsent(example, fresh -> {
                double[] values = new double[pass.classes()];
                teacher.targets(pass, example, temperature, values);
                return values;
            });
            System.arraycopy(first, 0, target, 0, first.length);
        };
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

    /**
     * Checks an objective that contains the cross-entropies of all exits; skipped if G1 fails, because the cause is
     * then the same.
     */
    private void checkWithAllExits(String rule, Objective objective) {
        try {
            checkByDifferences(objective, layout().trainable());
        } catch (AssertionError broken) {
            Rule.assumeHolds("G1", rule, this::g01_crossEntropiesOfAllExits);
            throw broken;
        }
    }

    private void checkByDifferences(Objective objective, BlockSet moving) {
        Examples examples = examples(EXAMPLES);
        ParameterSet at = initial();
        ParameterSet gradient = gradient(at, objective, examples);
        RandomGenerator random = STREAMS.stream("directions");
        try (Network network = openNetwork()) {
            for (BlockSet block : oneByOne(moving)) {
                ParameterSet exact = gradient.select(block);
                double norm = ParameterMath.norm(exact);
                assertThat(norm).as("norm of the gradient of %s", block).isPositive();
                ParameterSet along = ParameterMath.scale(1 / norm, exact);
                for (ParameterSet direction : List.of(along, randomDirection(block, random))) {
                    double expected = difference(network, at, direction, objective, examples);
                    assertThat(ParameterMath.dot(exact, direction))
                            .as(
                                    "slope of the objective along a direction of %s, by finite differences %s",
                                    block, expected)
                            .isCloseTo(expected, within(slopeTolerance(norm)));
                }
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
}
