package org.exeunt.strategies.cafedistill;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ExitSet;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.CrossEntropyScale;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.StudentCrossEntropy;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.Warmup;
import org.junit.jupiter.api.Test;

class DistillationPlanTest {
    private static DistillationPlan of(Settings settings, int... active) {
        return DistillationPlan.of(settings.options(), 4, ExitSet.of(active), 1);
    }

    @Test
    void inThePaperActiveStudentsLearnFromLabelsAndTeacher() {
        DistillationPlan lesson = of(Settings.paper(), 1, 2, 4);
        assertThat(lesson.labelled()).isEqualTo(ExitSet.of(1, 2, 4));
        assertThat(lesson.distilled()).isEqualTo(ExitSet.of(1, 2));
        assertThat(lesson.labelWeight()).isEqualTo(.25);
        assertThat(of(Settings.paper(), 4).exits()).isEqualTo(ExitSet.of(4));
    }

    @Test
    void inTheReferenceLabelsEndOneDepthBeforeDistillation() {
        int[][] active = {{4}, {1, 4}, {1, 2, 4}, {1, 2, 3, 4}};
        ExitSet[] labelled = {ExitSet.of(4), ExitSet.of(4), ExitSet.of(1, 4), ExitSet.of(1, 2, 4)};
        ExitSet[] distilled = {ExitSet.of(1), ExitSet.of(1), ExitSet.of(1, 2), ExitSet.of(1, 2, 3)};
        for (int i = 0; i < active.length; i++) {
            DistillationPlan lesson = of(Settings.reference(), active[i]);
            assertThat(lesson.labelled()).as("cross-entropy, case %d", i).isEqualTo(labelled[i]);
            assertThat(lesson.distilled()).as("distillation, case %d", i).isEqualTo(distilled[i]);
        }
    }

    @Test
    void inTheReferenceAClientWithoutAssignmentStaysAtItsLastDepth() {
        DistillationPlan lesson = DistillationPlan.of(Settings.reference().options(), 4, ExitSet.of(4), 3);
        assertThat(lesson.labelled()).isEqualTo(ExitSet.of(1, 2, 4));
        assertThat(lesson.distilled()).isEqualTo(ExitSet.of(1, 2, 3));
        assertThat(lesson.depth()).isEqualTo(3);
        assertThat(of(Settings.reference(), 1, 2, 4).depth()).isEqualTo(2);
    }

    @Test
    void distillFirstChangesRoundsWithoutStudentsAlone() {
        Settings settings = Settings.paper().with(s -> s.warmup = Warmup.DISTILL_FIRST);
        assertThat(of(settings, 4).distilled()).isEqualTo(ExitSet.of(1));
        assertThat(of(settings, 4).labelled()).isEqualTo(ExitSet.of(4));
        assertThat(of(settings, 1, 2, 4).labelled())
                .isEqualTo(of(Settings.paper(), 1, 2, 4).labelled());
        assertThat(of(settings, 1, 2, 4).distilled()).isEqualTo(ExitSet.of(1, 2));
    }

    @Test
    void studentCeSparesTheDeepestStudentAlone() {
        Settings settings = Settings.paper().with(s -> s.studentCe = StudentCrossEntropy.ALL_BUT_DEEPEST);
        assertThat(of(settings, 1, 2, 4).labelled()).isEqualTo(ExitSet.of(1, 4));
        assertThat(of(settings, 1, 2, 4).distilled()).isEqualTo(ExitSet.of(1, 2));
        assertThat(of(settings, 4).distilled()).isEqualTo(ExitSet.none());
    }

    @Test
    void ceOnInactiveAddsLabelsToInactiveExitsAlone() {
        Settings settings = Settings.paper().with(s -> s.ceOnInactive = true);
        assertThat(of(settings, 1, 4).labelled()).isEqualTo(ExitSet.of(1, 2, 3, 4));
        assertThat(of(settings, 1, 4).distilled()).isEqualTo(ExitSet.of(1));
    }

    @Test
    void ceScaleChangesTheWeightOfLabelsAlone() {
        assertThat(of(Settings.paper().with(s -> s.ceScale = CrossEntropyScale.SUM), 1, 4)
                        .labelWeight())
                .isEqualTo(1);
        assertThat(of(Settings.paper().with(s -> s.ceScale = CrossEntropyScale.ACTIVE_MEAN), 1, 2, 4)
                        .labelWeight())
                .isEqualTo(1 / 3.0);
        assertThat(of(Settings.paper().with(s -> s.ceScale = CrossEntropyScale.ACTIVE_MEAN), 4)
                        .labelWeight())
                .isEqualTo(1);
    }

    @Test
    void withoutLambdaNothingIsDistilled() {
        assertThat(of(Settings.paper().with(s -> s.lambda = 0), 1, 4).distilled())
                .isEqualTo(ExitSet.none());
    }

    @Test
    void aNetworkWithOneExitHasNoStudent() {
        for (Settings settings : new Settings[] {Settings.paper(), Settings.reference()}) {
            DistillationPlan lesson = DistillationPlan.of(settings.options(), 1, ExitSet.of(1), 1);
            assertThat(lesson.distilled()).isEqualTo(ExitSet.none());
            assertThat(lesson.labelled()).isEqualTo(ExitSet.of(1));
        }
    }
}
