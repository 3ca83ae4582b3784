package org.exeunt.api.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTermTest {
    private static final Exit FIRST = new Exit(1);
    private static final Exit FINAL = new Exit(2);
    private static final RandomStreams STREAMS = new RandomStreams(3);
    private static final int BATCH = 5;
    private static final int CLASSES = 4;
    private static final int FEATURES = 3;

    private static FixedPass randomPass() {
        return FixedPass.random(STREAMS.stream("pass"), BATCH, CLASSES, FEATURES)
                .withFrozen("a", STREAMS.stream("a"))
                .withFrozen("b", STREAMS.stream("b"));
    }

    private static void checkLogits(LossTerm term) {
        FixedPass pass = randomPass();
        FiniteDifferences.check(term, pass, pass.logits(FIRST), pass.logitGradient(FIRST), BATCH * CLASSES);
        assertThat(pass.logitGradient(FINAL)).as("gradient at the other exit").containsOnly(0);
        assertThat(pass.headOnlyGradient(FIRST)).as("head-only gradient").containsOnly(0);
    }

    @Test
    void crossEntropyHasTheGradientOfItsValue() {
        checkLogits(new CrossEntropy(FIRST, 0.7));
    }

    @Test
    void balancedSoftmaxHasTheGradientOfItsValue() {
        checkLogits(CrossEntropy.balanced(FIRST, 0.7, new int[] {5, 1, 9, 2}));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2, 7})
    void distillationHasTheGradientOfItsValue(double temperature) {
        checkLogits(new Distillation(FIRST, Teacher.live(FINAL), 1.3, temperature, true));
        checkLogits(new Distillation(FIRST, Teacher.frozen("a"), 1.3, temperature, true));
        checkLogits(new Distillation(
                FIRST, Teacher.ensemble(List.of("a", "b"), new double[] {0.3, 0.7}), 1.3, temperature, true));
    }

    @Test
    void distillationCanStopAtTheHead() {
        for (Teacher teacher : List.of(
                Teacher.live(FINAL), Teacher.frozen("a"), Teacher.ensemble(List.of("a", "b"), new double[] {0.3, 0.7
                }))) {
            FixedPass pass = randomPass();
            Distillation term = new Distillation(FIRST, teacher, 1.3, 2, false);
            FiniteDifferences.check(term, pass, pass.logits(FIRST), pass.headOnlyGradient(FIRST), BATCH * CLASSES);
            assertThat(pass.logitGradient(FIRST)).as("gradient that flows on").containsOnly(0);
        }
    }

    @Test
    void prototypePullHasTheGradientOfItsValue() {
        FixedPass pass = randomPass();
        PrototypePull term =
                new PrototypePull(FINAL, 0.9, new double[][] {{1, 2, 3}, {-1, 0, 1}, {0.5, 0.5, 0.5}, {4, -2, 0}});
        FiniteDifferences.check(term, pass, pass.feature(FINAL), pass.featureGradient(FINAL), BATCH * FEATURES);
        assertThat(pass.logitGradient(FINAL)).containsOnly(0);
        assertThat(pass.featureGradient(FIRST)).as("gradient at the other exit").containsOnly(0);
    }

    @Test
    void prototypePullSkipsClassesWithoutPrototype() {
        FixedPass pass = randomPass();
        assertThat(new PrototypePull(FINAL, 1, new double[CLASSES][]).addTo(pass))
                .isZero();
        assertThat(pass.featureGradient(FINAL)).containsOnly(0);
    }

    @Test
    void prototypePullAveragesOverExamplesAndFeatures() {
        FixedPass pass = FixedPass.ofOne(0, new double[] {0, 0}, new double[] {0, 0});
        pass.feature(FINAL)[0] = 3;
        assertThat(new PrototypePull(FINAL, 2, new double[][] {{1}, null}).addTo(pass))
                .isEqualTo(8);
        assertThat(pass.featureGradient(FINAL)[0]).isEqualTo(8);
    }

    @Test
    void prototypePullCountsAllExamplesOfTheBatch() {
        FixedPass pass = randomPass();
        double[][] prototypes = {{1, 2, 3}, {-1, 0, 1}, {0.5, 0.5, 0.5}, {4, -2, 0}};
        double squares = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int f = 0; f < FEATURES; f++) {
                double gap = pass.feature(FINAL)[b * FEATURES + f] - prototypes[pass.label(b)][f];
                squares += gap * gap;
            }
        }
        assertThat(new PrototypePull(FINAL, 3, prototypes).addTo(pass))
                .isCloseTo(3 * squares / (BATCH * FEATURES), within(1e-12));
    }

    @Test
    void termsAddUp() {
        FixedPass once = randomPass();
        FixedPass twice = randomPass();
        CrossEntropy term = new CrossEntropy(FIRST, 1);
        term.addTo(once);
        term.addTo(twice);
        term.addTo(twice);
        double[] doubled =
                Arrays.stream(once.logitGradient(FIRST)).map(g -> g + g).toArray();
        assertThat(twice.logitGradient(FIRST)).containsExactly(doubled, within(1e-15));
    }

    @Test
    void crossEntropyStaysFiniteForHugeLogits() {
        FixedPass pass = FixedPass.ofOne(1, new double[] {1e4, -1e4}, new double[2]);
        assertThat(new CrossEntropy(FIRST, 1).addTo(pass)).isEqualTo(2e4);
    }

    /** Algorithms 3.11 (9). */
    @Test
    void balancedSoftmaxMatchesTheWorkedExample() {
        FixedPass even = FixedPass.ofOne(1, new double[] {0, 0}, new double[2]);
        assertThat(CrossEntropy.balanced(FIRST, 1, new int[] {3, 1}).addTo(even))
                .isCloseTo(1.3862943611198906, within(1e-9));
        assertThat(Arrays.copyOf(even.logitGradient(FIRST), 2)).containsExactly(new double[] {.75, -.75}, within(1e-9));

        FixedPass skewed = FixedPass.ofOne(2, new double[] {1, -1, .5}, new double[3]);
        assertThat(CrossEntropy.balanced(FIRST, 1, new int[] {10, 5, 1}).addTo(skewed))
                .isCloseTo(2.9233155209, within(1e-9));
        assertThat(Arrays.copyOf(skewed.logitGradient(FIRST), 3))
                .containsExactly(new double[] {.8862728418, .0599719930, -.9462448349}, within(1e-9));
    }

    @Test
    void balancedSoftmaxWithEqualCountsIsCrossEntropy() {
        FixedPass balanced = randomPass();
        FixedPass plain = randomPass();
        double one = CrossEntropy.balanced(FIRST, 1, new int[] {4, 4, 4, 4}).addTo(balanced);
        double other = new CrossEntropy(FIRST, 1).addTo(plain);
        assertThat(one).isCloseTo(other, within(1e-12));
        assertThat(balanced.logitGradient(FIRST)).containsExactly(plain.logitGradient(FIRST), within(1e-12));
    }

    @Test
    void absentClassesHaveBalancedProbabilityZero() {
        FixedPass pass = FixedPass.ofOne(0, new double[] {0, 50, 0}, new double[3]);
        assertThat(CrossEntropy.balanced(FIRST, 1, new int[] {1, 0, 1}).addTo(pass))
                .isCloseTo(Math.log(2), within(1e-12));
        assertThat(Arrays.copyOf(pass.logitGradient(FIRST), 3))
                .containsExactly(new double[] {-.5, 0, .5}, within(1e-12));
    }

    @Test
    void balancedSoftmaxRejectsLabelsOfAbsentClasses() {
        FixedPass pass = FixedPass.ofOne(1, new double[] {0, 0}, new double[2]);
        assertThatThrownBy(
                        () -> CrossEntropy.balanced(FIRST, 1, new int[] {1, 0}).addTo(pass))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label 1");
    }

    /** Algorithms 3.14 (d). */
    @Test
    void distillationMatchesTheWorkedExample() {
        checkDistillation(1, .1156114282, -.2015723764, .1274180432, .0741543332);
        checkDistillation(2, .2410755900, -.3175211294, .1249348293, .1925863001);
    }

    private static void checkDistillation(double temperature, double value, double... gradient) {
        FixedPass pass = FixedPass.ofOne(0, new double[] {1, 0, -1}, new double[] {2, 0, -2});
        assertThat(new Distillation(FIRST, Teacher.live(FINAL), 1, temperature, true).addTo(pass))
                .as("value at temperature %s", temperature)
                .isCloseTo(value, within(1e-9));
        assertThat(Arrays.copyOf(pass.logitGradient(FIRST), 3))
                .as("gradient at temperature %s", temperature)
                .containsExactly(gradient, within(1e-9));
        assertThat(pass.logitGradient(FINAL)).as("gradient at the teacher").containsOnly(0);
    }

    @Test
    void termsMeasureAgreementAndCrossEntropy() {
        Distillation term = new Distillation(FIRST, Teacher.live(FINAL), 1, 3, true);
        assertThat(term.metrics()).isEmpty();
        term.addTo(FixedPass.ofOne(0, new double[] {1, 0, -1}, new double[] {2, 0, -2}));
        term.addTo(FixedPass.ofOne(0, new double[] {1, 0, -1}, new double[] {2, 3, -2}));
        term.addTo(FixedPass.ofOne(2, new double[] {0, 0, 5}, new double[] {.1, 0, .2}));
        assertThat(term.metrics()).containsExactly(Map.entry("teacher-agreement-exit-1", new Metric(2, 3)));

        Distillation other = new Distillation(FINAL, Teacher.live(FIRST), 1, 1, true);
        other.addTo(FixedPass.ofOne(0, new double[] {1, 0}, new double[] {0, 1}));
        CrossEntropy weighted = new CrossEntropy(FIRST, 7);
        weighted.addTo(FixedPass.ofOne(0, new double[] {0, 0}, new double[] {0, 1}));
        CrossEntropy another = new CrossEntropy(FINAL, 1);
        another.addTo(FixedPass.ofOne(0, new double[] {0, 1}, new double[] {0, Math.log(3)}));
        Objective objective = Objective.over(
                        ExitSet.of(1, 2),
                        new ParameterLayout.Builder()
                                .add("head1/b", BlockRole.HEAD, 1, List.of(2))
                                .build()
                                .all())
                .with(weighted)
                .with(another)
                .with(term)
                .with(other)
                .with(term);
        assertThat(objective.metrics())
                .containsExactly(
                        Map.entry("cross-entropy", new Metric(Math.log(2) + Math.log(4), 2)),
                        Map.entry("teacher-agreement-exit-1", new Metric(4, 6)),
                        Map.entry("teacher-agreement-exit-2", new Metric(0, 1)));
    }

    /** Algorithms 3.14 (d): the value tends to the squared distance of centred logits over 2C. */
    @Test
    void distillationAtHighTemperatureIsSquared() {
        FixedPass pass = FixedPass.ofOne(0, new double[] {1, 0, -1}, new double[] {2, 0, -2});
        assertThat(new Distillation(FIRST, Teacher.live(FINAL), 1, 1e4, true).addTo(pass))
                .isCloseTo(1 / 3.0, within(1e-4));
    }

    /** Algorithms 3.14 (e). */
    @Test
    void anEnsembleIsNotTheMeanOfLogits() {
        FixedPass pass = FixedPass.ofOne(0, new double[] {.5, 0}, new double[2])
                .withFrozen("a", 2, 0)
                .withFrozen("b", -2, 0)
                .withFrozen("mixed", 1, 0);
        Teacher ensemble = Teacher.ensemble(List.of("a", "b"), new double[] {.75, .25});
        double[] target = new double[2];
        ensemble.targets(pass, 0, 1, target);
        assertThat(target).containsExactly(new double[] {.6903985390, .3096014610}, within(1e-9));
        Teacher.frozen("mixed").targets(pass, 0, 1, target);
        assertThat(target).containsExactly(new double[] {.7310585786, .2689414214}, within(1e-9));

        double ofMixture = new Distillation(FIRST, ensemble, 1, 1, true).addTo(pass);
        double decoupled = new Distillation(FIRST, Teacher.frozen("mixed"), 1, 1, true).addTo(pass);
        double apart = .75 * new Distillation(FIRST, Teacher.frozen("a"), 1, 1, true).addTo(pass)
                + .25 * new Distillation(FIRST, Teacher.frozen("b"), 1, 1, true).addTo(pass);
        assertThat(ofMixture).isCloseTo(.0100963004, within(1e-9));
        assertThat(decoupled).isCloseTo(.0263445860, within(1e-9));
        assertThat(apart).isCloseTo(.2635438596, within(1e-9));
        assertThat(apart - ofMixture).isCloseTo(.2534475592, within(1e-9));
    }

    @Test
    void anEnsembleOfOneIsThatHead() {
        FixedPass pass = randomPass();
        double[] one = new double[CLASSES];
        double[] other = new double[CLASSES];
        Teacher.frozen("a").targets(pass, 3, 2, one);
        Teacher.ensemble(List.of("a"), new double[] {1}).targets(pass, 3, 2, other);
        assertThat(other).isEqualTo(one);
    }

    @Test
    void distillationFromOneselfIsZero() {
        assertThat(new Distillation(FIRST, Teacher.live(FIRST), 1, 2, true).addTo(randomPass()))
                .isCloseTo(0, within(1e-14));
    }

    @Test
    void rejectsNonPositiveTemperatures() {
        for (double temperature : new double[] {0, -1, Double.NaN}) {
            assertThatThrownBy(() -> new Distillation(FIRST, Teacher.live(FINAL), 1, temperature, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("temperature");
        }
    }

    @Test
    void rejectsAnEnsembleWithAMissingWeight() {
        assertThatThrownBy(() -> Teacher.ensemble(List.of("a", "b"), new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 heads and 1 weights");
    }
}
