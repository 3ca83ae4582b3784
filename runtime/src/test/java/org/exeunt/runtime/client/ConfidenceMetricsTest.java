package org.exeunt.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.api.tracking.ExitConfidence.Bin;
import org.junit.jupiter.api.Test;

class ConfidenceMetricsTest {
    /** Of six pairs of a correct and a wrong answer, four are in order and one has equal confidences. */
    @Test
    void figuresAreThoseCountedByHand() {
        ConfidenceMetrics metrics = new ConfidenceMetrics();
        metrics.add(0.95, 1, true, true);
        metrics.add(0.55, 1, true, false);
        metrics.add(0.6, 1, true, true);
        metrics.add(0.6, 1, false, true);
        metrics.add(0.35, 1, false, false);
        ExitConfidence result = metrics.result();
        assertThat(result.failurePrediction().getAsDouble()).isCloseTo(4.5 / 6, within(1e-12));
        assertThat(result.overthinking()).isEqualTo(1 / 5.0);
        assertThat(result.bins().get(3)).isEqualTo(new Bin(1, 0.35, 0));
        assertThat(result.bins().get(5)).isEqualTo(new Bin(1, 0.55, 1));
        assertThat(result.bins().get(6)).isEqualTo(new Bin(2, 1.2, 1));
        assertThat(result.bins().get(9)).isEqualTo(new Bin(1, 0.95, 1));
    }

    @Test
    void isUndefinedIfAllAnswersAreCorrect() {
        ConfidenceMetrics metrics = new ConfidenceMetrics();
        metrics.add(0.5, 2, true, true);
        assertThat(metrics.result().failurePrediction()).isEmpty();
        assertThat(metrics.result().bins().get(5)).isEqualTo(new Bin(2, 1, 2));
    }

    private record Answer(double confidence, double weight, boolean correct) {}

    /** Weighted answers with equal confidences, against the sum over all pairs. */
    @Test
    void failurePredictionIsTheWeightOfPairsInOrder() {
        long seed = 11;
        Random random = new Random(seed);
        List<Answer> answers = new ArrayList<>();
        ConfidenceMetrics metrics = new ConfidenceMetrics();
        for (int i = 0; i < 300; i++) {
            Answer answer = new Answer(random.nextInt(40) / 40.0, 0.5 + random.nextInt(3), random.nextDouble() < 0.7);
            answers.add(answer);
            metrics.add(answer.confidence(), answer.weight(), answer.correct(), true);
        }
        double inOrder = 0;
        double all = 0;
        for (Answer correct : answers) {
            for (Answer wrong : answers) {
                if (correct.correct() && !wrong.correct()) {
                    double pair = correct.weight() * wrong.weight();
                    all += pair;
                    inOrder += pair * (1 + Double.compare(correct.confidence(), wrong.confidence())) / 2;
                }
            }
        }
        assertThat(metrics.result().failurePrediction().getAsDouble())
                .as("seed %d", seed)
                .isCloseTo(inOrder / all, within(1e-12));
    }
}
