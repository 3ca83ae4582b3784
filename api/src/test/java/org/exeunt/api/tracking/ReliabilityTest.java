package org.exeunt.api.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.ExitConfidence.Bin;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
    private static ExitConfidence exit(OptionalDouble failurePrediction, double overthinking, Bin ninth, Bin last) {
        List<Bin> bins = new ArrayList<>(Collections.nCopies(ExitConfidence.BINS - 2, Bin.EMPTY));
        bins.add(ninth);
        bins.add(last);
        return new ExitConfidence(failurePrediction, overthinking, bins);
    }

    private static Reliability client(ExitConfidence exit, double accuracy) {
        RuleResult rule = new RuleResult("rule", accuracy, List.of(accuracy, 1 - accuracy), OptionalDouble.of(10));
        return new Reliability(List.of(exit), Optional.of(new Reliability.Validation(accuracy, List.of(rule))));
    }

    @Test
    void binsAreTenthsOfConfidence() {
        assertThat(List.of(
                        ExitConfidence.bin(0),
                        ExitConfidence.bin(0.0999),
                        ExitConfidence.bin(0.5),
                        ExitConfidence.bin(0.95),
                        ExitConfidence.bin(1)))
                .containsExactly(0, 0, 5, 9, 9);
    }

    /** (|4 - 3.4| + |1 - 1.9|) / 6. */
    @Test
    void calibrationErrorIsTheMeanDistanceOfConfidenceAndAccuracy() {
        ExitConfidence exit = exit(OptionalDouble.empty(), 0, new Bin(4, 3.4, 4), new Bin(2, 1.9, 1));
        assertThat(exit.calibrationError()).isCloseTo(0.25, within(1e-12));
        assertThat(exit(OptionalDouble.empty(), 0, Bin.EMPTY, Bin.EMPTY).calibrationError())
                .isZero();
    }

    @Test
    void clientsCountEquallyAndBinsAreAdded() {
        Reliability over = Reliability.over(List.of(
                client(exit(OptionalDouble.of(0.6), 0.1, new Bin(1, 0.85, 1), new Bin(2, 1.9, 2)), 0.5),
                Reliability.NONE,
                client(exit(OptionalDouble.of(0.8), 0.3, new Bin(3, 2.55, 0), Bin.EMPTY), 0.75),
                client(exit(OptionalDouble.empty(), 0.2, Bin.EMPTY, Bin.EMPTY), 1)));
        ExitConfidence exit = over.exits().get(0);
        assertThat(over.exits()).hasSize(1);
        assertThat(exit.failurePrediction().getAsDouble())
                .as("clients that have it")
                .isCloseTo(0.7, within(1e-12));
        assertThat(exit.overthinking()).isCloseTo(0.2, within(1e-12));
        assertThat(exit.bins().get(8)).isEqualTo(new Bin(4, 0.85 + 2.55, 1));
        assertThat(exit.bins().get(9)).isEqualTo(new Bin(2, 1.9, 2));
        assertThat(over.validation().orElseThrow().finalAccuracy()).isCloseTo(0.75, within(1e-12));
        assertThat(over.validation().orElseThrow().rules().get(0).shares().get(0))
                .isCloseTo(0.75, within(1e-12));
    }

    @Test
    void noClientHasNone() {
        assertThat(Reliability.over(List.of())).isEqualTo(Reliability.NONE);
        assertThat(Reliability.over(List.of(Reliability.NONE))).isEqualTo(Reliability.NONE);
    }

    @Test
    void rejectsImpossibleBins() {
        assertThatThrownBy(() -> new Bin(1, -1, 0)).hasMessageContaining("none below 0");
        assertThatThrownBy(() -> new Bin(Double.NaN, 1, 0)).hasMessageContaining("none below 0");
        assertThatThrownBy(() -> new ExitConfidence(OptionalDouble.empty(), 0, List.of(Bin.EMPTY)))
                .hasMessageContaining("1 bins; expected 10");
    }
}
