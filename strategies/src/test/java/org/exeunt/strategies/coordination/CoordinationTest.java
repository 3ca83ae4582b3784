package org.exeunt.strategies.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.round.CoordinationPolicy;
import org.exeunt.api.round.Similarities;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

class CoordinationTest {
    private static final CoordinationPolicy PAPER = progressive(0.5, Tier2.GREEDY);

    private static CoordinationPolicy progressive(double ramp, Tier2 tier2) {
        return new ProgressiveDepth(
                new ProgressiveDepth.Options(ramp, tier2, BudgetBase.STUDENT_EXITS, false, 1), new RecordingContext());
    }

    private static List<ExitSet> exits(CoordinationPolicy policy, int round, Similarities similarities) {
        return List.copyOf(
                policy.coordinate(Situations.of(round, 10, 3, 4, similarities)).values());
    }

    @Test
    void spendsThePapersBudgetDepthFirst() {
        ExitSet last = ExitSet.of(3);
        ExitSet one = ExitSet.of(1, 3);
        ExitSet all = ExitSet.of(1, 2, 3);
        Similarities none = Similarities.none();

        assertThat(exits(PAPER, 1, none)).containsExactly(one, last, last, last);
        assertThat(exits(PAPER, 2, none)).containsExactly(one, one, one, last);
        assertThat(exits(PAPER, 3, none)).containsExactly(one, one, one, one);
        assertThat(exits(PAPER, 4, none)).containsExactly(all, all, one, one);
        for (int round = 5; round <= 10; round++) {
            assertThat(exits(PAPER, round, none)).containsExactly(all, all, all, all);
        }
    }

    @Test
    void choosesInTheOrdersOfTheExample() {
        List<ClientId> cohort = Situations.clients(4);
        assertThat(Tier2.GREEDY.choose(cohort, Situations.example(), 4)).containsExactlyElementsOf(ids(1, 0, 3, 2));
        assertThat(Tier2.LEAST_CONFLICT.choose(cohort, Situations.example(), 4))
                .containsExactlyElementsOf(ids(1, 0, 3, 2));
        assertThat(Tier2.TOTAL.choose(cohort, Situations.example(), 4)).containsExactlyElementsOf(ids(1, 0, 3, 2));
    }

    @Test
    void greedyFollowsThoseChosenWhereTotalFollowsAll() {
        // 0 and 1 are close; 2 is liked by 3 and 4, who dislike 0
        double[][] matrix = {
            {1, .9, .1, 0, 0}, {.9, 1, -.5, .1, .1}, {.1, -.5, 1, .5, .5}, {0, .1, .5, 1, -.2}, {0, .1, .5, -.2, 1}
        };
        Similarities similarities = Similarities.none().with(Situations.clients(5), matrix);
        assertThat(Tier2.GREEDY.choose(Situations.clients(5), similarities, 2)).containsExactlyElementsOf(ids(0, 1));
        assertThat(Tier2.TOTAL.choose(Situations.clients(5), similarities, 3)).containsExactlyElementsOf(ids(0, 1, 2));
        assertThat(Tier2.GREEDY.choose(Situations.clients(5), similarities, 3))
                .as("mean similarity to {0, 1}: 2 has -.2, 3 and 4 have .05")
                .containsExactlyElementsOf(ids(0, 1, 3));
    }

    @Test
    void toTeacherTakesThoseClosestToTheirTeacher() {
        Similarities similarities = Similarities.none()
                .withTeacher(new ClientId(1), 0.2)
                .withTeacher(new ClientId(2), 0.9)
                .withTeacher(new ClientId(3), -0.1);
        assertThat(Tier2.TO_TEACHER.choose(Situations.clients(4), similarities, 3))
                .containsExactlyElementsOf(ids(2, 1, 0));
    }

    @Test
    void tiesGoToTheLowerClient() {
        for (Tier2 tier2 : Tier2.values()) {
            assertThat(tier2.choose(Situations.clients(4), Similarities.none(), 3))
                    .as(tier2.name())
                    .containsExactlyElementsOf(ids(0, 1, 2));
        }
    }

    @Test
    void tier2AloneDecidesWhoGoesDeeper() {
        Similarities similarities = Situations.example().withTeacher(new ClientId(2), 1);
        assertThat(exits(PAPER, 1, similarities).indexOf(ExitSet.of(1, 3))).isEqualTo(1);
        assertThat(exits(progressive(0.5, Tier2.TO_TEACHER), 1, similarities).indexOf(ExitSet.of(1, 3)))
                .isEqualTo(2);
    }

    @Test
    void leastConflictIsTheReferencesScheduleByDefault() {
        CoordinationPolicy policy = new LeastConflict(new LeastConflict.Options(0.5, true, 0), new RecordingContext());
        assertThat(exits(policy, 1, Situations.example())).allMatch(ExitSet.of(3)::equals);
        assertThat(exits(policy, 3, Situations.example()))
                .containsExactly(ExitSet.of(1, 3), ExitSet.of(1, 3), ExitSet.of(3), ExitSet.of(3));
        assertThat(policy.needsSimilarities()).isTrue();
    }

    @Test
    void withoutARampNothingIsLeftOutAndNoSimilarityIsNeeded() {
        CoordinationPolicy policy = progressive(0, Tier2.GREEDY);
        assertThat(exits(policy, 1, Similarities.none())).allMatch(ExitSet.upTo(3)::equals);
        assertThat(policy.leavesExitsInactive()).isFalse();
        assertThat(policy.needsSimilarities()).isFalse();
        assertThat(PAPER.leavesExitsInactive()).isTrue();
        assertThat(PAPER.needsSimilarities()).isTrue();
    }

    @Test
    void allExitsIsAllExits() {
        assertThat(exits(new AllExits(), 1, Similarities.none())).allMatch(ExitSet.upTo(3)::equals);
        assertThat(new AllExits().leavesExitsInactive()).isFalse();
    }

    @Test
    void aNetworkWithOneExitHasNothingToCoordinate() {
        assertThat(PAPER.coordinate(Situations.of(1, 10, 1, 4, Similarities.none()))
                        .values())
                .allMatch(ExitSet.of(1)::equals);
    }

    private static List<ClientId> ids(int... indices) {
        return java.util.Arrays.stream(indices).mapToObj(ClientId::new).toList();
    }
}
