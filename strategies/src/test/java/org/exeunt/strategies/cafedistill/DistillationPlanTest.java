package org.exeunt.strategies.cafedistill;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ExitSet;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.CrossEntropyScale;
import org.junit.jupiter.api.Test;

class DistillationPlanTest {
    private static DistillationPlan of(Settings settings, int... active) {
        return DistillationPlan.of(settings.options(), 4, ExitSet.of(active), 1);
    }

    @Test
    void paperStudentsLearnFromLabelsAndTeacher() {
        DistillationPlan plan = of(Settings.paper(), 1, 2, 4);
        assertThat(plan.labelled()).isEqualTo(ExitSet.of(1, 2, 4));
        assertThat(plan.distilled()).isEqualTo(ExitSet.of(1, 2));
        assertThat(plan.labelWeight()).isEqualTo(.25);
        assertThat(of(Settings.paper(), 4).exits()).isEqualTo(ExitSet.of(4));
    }

    @Test
    void referenceLabelsEndOneDepthEarlier() {
        int[][] active = {{4}, {1, 4}, {1, 2, 4}, {1, 2, 3, 4}};
        ExitSet[] labelled = {ExitSet.of(4), ExitSet.of(4), ExitSet.of(1, 4), ExitSet.of(1, 2, 4)};
        ExitSet[] distilled = {ExitSet.of(1), ExitSet.of(1), ExitSet.of(1, 2), ExitSet.of(1, 2, 3)};
        for (int i = 0; i < active.length; i++) {
            DistillationPlan plan = of(Settings.reference(), active[i]);
            assertThat(plan.labelled()).as("cross-entropy, case %d", i).isEqualTo(labelled[i]);
            assertThat(plan.distilled()).as("distillation, case %d", i).isEqualTo(distilled[i]);
        }
    }

    @Test
    void referenceRepeatsLastDepthWithoutStudents() {
        DistillationPlan plan = DistillationPlan.of(Settings.reference().options(), 4, ExitSet.of(4), 3);
        assertThat(plan.labelled()).isEqualTo(ExitSet.of(1, 2, 4));
        assertThat(plan.distilled()).isEqualTo(ExitSet.of(1, 2, 3));
        assertThat(plan.depth()).isEqualTo(3);
        assertThat(of(Settings.reference(), 1, 2, 4).depth()).isEqualTo(2);
    }

    @Test
    void crossEntropyOnInactiveAddsLabels() {
        Settings settings = Settings.paper().with(s -> s.crossEntropyOnInactive = true);
        assertThat(of(settings, 1, 4).labelled()).isEqualTo(ExitSet.of(1, 2, 3, 4));
        assertThat(of(settings, 1, 4).distilled()).isEqualTo(ExitSet.of(1));
    }

    @Test
    void crossEntropyScaleChangesLabelWeight() {
        assertThat(of(Settings.paper().with(s -> s.crossEntropyScale = CrossEntropyScale.SUM), 1, 4)
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
            DistillationPlan plan = DistillationPlan.of(settings.options(), 1, ExitSet.of(1), 1);
            assertThat(plan.distilled()).isEqualTo(ExitSet.none());
            assertThat(plan.labelled()).isEqualTo(ExitSet.of(1));
        }
    }
}
