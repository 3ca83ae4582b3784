package org.exeunt.strategies.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.exeunt.api.strategy.Similarities;
import org.junit.jupiter.api.Test;

class ExitBudgetTest {
    private static final ExitBudget PAPER = new ExitBudget(0.5, false);
    private static final ExitBudget REFERENCE = new ExitBudget(0.5, true);

    private static int[] over(ExitBudget budget, int rounds, int exits, int cohort, Similarities similarities) {
        return IntStream.rangeClosed(1, rounds)
                .map(t -> budget.studentExits(Requests.of(t, rounds, exits, cohort, similarities)))
                .toArray();
    }

    @Test
    void matchesSchedulesOfPaperAndReference() {
        assertThat(over(PAPER, 10, 3, 4, Similarities.none())).containsExactly(1, 3, 4, 6, 8, 8, 8, 8, 8, 8);
        assertThat(over(REFERENCE, 10, 3, 4, Similarities.none())).containsExactly(0, 1, 3, 4, 6, 8, 8, 8, 8, 8);
    }

    @Test
    void conflictSlowsTheReferenceSchedule() {
        assertThat(over(REFERENCE, 10, 3, 4, Requests.example())).startsWith(0, 0, 2, 3, 5, 6, 8);
    }

    @Test
    void reachesDepthsInTheRoundsOfTheReference() {
        int[] budgets = over(REFERENCE, 300, 4, 10, Similarities.none());
        assertThat(IntStream.of(1, 10, 20, 30).map(exits -> IntStream.range(0, 300)
                        .filter(r -> budgets[r] >= exits)
                        .findFirst()
                        .orElseThrow()))
                .containsExactly(5, 50, 100, 150);
    }

    @Test
    void floatingPointBudgetCanBeOneLess() {
        int r = 110;
        assertThat(REFERENCE.studentExits(Requests.of(r + 1, 300, 4, 5, Similarities.none())))
                .isEqualTo(10);
        assertThat(PAPER.studentExits(Requests.of(r, 300, 4, 5, Similarities.none())))
                .isEqualTo(11);
    }

    @Test
    void exactBudgetMatchesIntegerFormulaForHalfRamp() {
        for (int rounds = 1; rounds <= 30; rounds++) {
            for (int t = 1; t <= rounds; t++) {
                for (int cohort = 1; cohort <= 7; cohort++) {
                    for (int exits = 1; exits <= 5; exits++) {
                        int students = (exits - 1) * cohort;
                        int expected = 2 * t >= rounds ? students : 2 * t * students / rounds;
                        assertThat(PAPER.studentExits(Requests.of(t, rounds, exits, cohort, Similarities.none())))
                                .as("t %d of %d, %d clients, %d exits", t, rounds, cohort, exits)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void rampIsTreatedAsDecimalNumber() {
        // 3 / (0.3 * 10) is 1 although 0.3 * 10 is not 3 in binary
        assertThat(over(new ExitBudget(0.3, false), 10, 2, 10, Similarities.none()))
                .startsWith(3, 6, 10, 10);
        assertThat(over(new ExitBudget(0.7, false), 10, 2, 7, Similarities.none()))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 7, 7, 7);
        assertThat(over(new ExitBudget(1, false), 4, 2, 4, Similarities.none())).containsExactly(1, 2, 3, 4);
    }

    @Test
    void zeroRampActivatesAllExits() {
        assertThat(over(new ExitBudget(0, true), 3, 3, 4, Requests.example())).containsExactly(8, 8, 8);
    }

    @Test
    void conflictDoesNotMakeTheBudgetNegative() {
        double[][] conflicting = {{1, -1}, {-1, 1}};
        Similarities similarities = Similarities.none().with(Requests.clients(2), conflicting);
        assertThat(over(REFERENCE, 4, 3, 2, similarities)).containsExactly(0, 0, 1, 3);
    }
}
