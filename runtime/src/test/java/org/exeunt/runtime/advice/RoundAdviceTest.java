package org.exeunt.runtime.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.testsupport.Rounds;
import org.junit.jupiter.api.Test;

class RoundAdviceTest {
    private static final int CLASSES = 10;

    /** Returns the rounds after which the check warns. */
    private static List<Integer> warned(double... losses) {
        List<RoundRecord> rounds = new ArrayList<>();
        List<Integer> warned = new ArrayList<>();
        for (double loss : losses) {
            RoundRecord next = round(rounds.size() + 1, loss);
            RoundAdvice.largeLoss(() -> rounds, next, CLASSES)
                    .ifPresent(sentence -> warned.add(next.round().number()));
            rounds.add(next);
        }
        return warned;
    }

    private static RoundRecord round(int number, double loss) {
        return Rounds.of(number, loss, Map.of());
    }

    @Test
    void warnsOnceWhenTheLossExceedsAHundredGuesses() {
        assertThat(warned(3, 230, 231, 1, 1e6)).containsExactly(3);
        assertThat(warned(1e9, 1e9)).containsExactly(1);
        assertThat(warned(3, 230, 2.9)).isEmpty();
    }

    @Test
    void roundsWithoutUpdatesHaveNoLoss() {
        assertThat(warned(Double.NaN, 4, Double.NaN, 410)).containsExactly(4);
    }

    @Test
    void namesBothLosses() {
        assertThat(RoundAdvice.largeLoss(List::of, round(2, 1_234_567), CLASSES).orElseThrow())
                .startsWith(
                        "NUMERIC-04 Round 2: the training loss is 1.23e+06; that of a guess among 10 classes is 2.30."
                                + " If training diverges, lower training.optimizer.learning-rate;");
    }
}
