package org.exeunt.strategies.cafedistill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Teacher;
import org.junit.jupiter.api.Test;

/**
 * Compares the teacher modes: averaging heads is not averaging probabilities. Two teachers have logits (2, 0) and (-2,
 * 0) and weights .75 and .25; the student is at (.5, 0).
 */
class TeacherFormsTest {
    private static final Offset<Double> DIGITS = within(1e-9);

    private static final Teacher ONE = Teacher.frozen("one");
    private static final Teacher OTHER = Teacher.frozen("other");
    private static final Teacher MIXED_HEAD = Teacher.frozen("mixed");
    private static final Teacher ENSEMBLE = Teacher.ensemble(List.of("one", "other"), new double[] {.75, .25});

    /** A forward pass of one example with two classes; the student is exit 1. */
    private static final class Example implements ForwardPass {
        private final double[] gradient = new double[2];

        @Override
        public int size() {
            return 1;
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public ExitSet exits() {
            return ExitSet.of(1);
        }

        @Override
        public int label(int example) {
            return 0;
        }

        @Override
        public double[] logits(Exit exit) {
            return new double[] {.5, 0};
        }

        @Override
        public double[] logits(String head) {
            return switch (head) {
                case "one" -> new double[] {2, 0};
                case "other" -> new double[] {-2, 0};
                default -> new double[] {1, 0};
            };
        }

        @Override
        public int featureSize(Exit exit) {
            return 0;
        }

        @Override
        public double[] feature(Exit exit) {
            return new double[0];
        }

        @Override
        public double[] logitGradient(Exit exit) {
            return gradient;
        }

        @Override
        public double[] headOnlyGradient(Exit exit) {
            return gradient;
        }

        @Override
        public double[] logitGradient(String head) {
            throw new IllegalArgumentException("teachers do not learn: " + head);
        }

        @Override
        public double[] featureGradient(Exit exit) {
            return new double[0];
        }
    }

    private static double divergence(Teacher teacher, Example example) {
        return new Distillation(new Exit(1), teacher, 1, 1, true).addTo(example);
    }

    private static double[] targets(Teacher teacher) {
        double[] targets = new double[2];
        teacher.targets(new Example(), 0, 1, targets);
        return targets;
    }

    @Test
    void ensembleAveragesProbabilitiesHeadLogits() {
        assertThat(targets(ENSEMBLE)).containsExactly(new double[] {.6903985390, .3096014610}, DIGITS);
        assertThat(targets(MIXED_HEAD)).containsExactly(new double[] {.7310585786, .2689414214}, DIGITS);
    }

    @Test
    void ensembleDivergenceIsMeanUpToAConstant() {
        double each = .75 * divergence(ONE, new Example()) + .25 * divergence(OTHER, new Example());
        assertThat(each).isCloseTo(.2635438596, DIGITS);
        assertThat(divergence(ENSEMBLE, new Example())).isCloseTo(.0100963004, DIGITS);
        assertThat(each - divergence(ENSEMBLE, new Example())).isCloseTo(.2534475592, DIGITS);
        assertThat(divergence(MIXED_HEAD, new Example())).isCloseTo(.0263445860, DIGITS);
    }

    @Test
    void teacherFormsGiveDifferentGradients() {
        Example ensemble = new Example();
        Example head = new Example();
        divergence(ENSEMBLE, ensemble);
        divergence(MIXED_HEAD, head);
        assertThat(head.gradient[0] - ensemble.gradient[0]).isCloseTo(.6903985390 - .7310585786, DIGITS);
    }
}
