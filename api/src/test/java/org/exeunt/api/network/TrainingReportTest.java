package org.exeunt.api.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.exeunt.api.Metric;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingReportTest {
    private static final TrainingReport HEADS = TrainingReport.of(2, 6, .5).withHeadEpochs(2);
    private static final TrainingReport BACKBONE = TrainingReport.of(3, 9, .25);

    @Test
    void phasesAddUpAndTheLastSetsTheLoss() {
        assertThat(HEADS.then(BACKBONE))
                .isEqualTo(TrainingReport.of(2, 0, 0).withHeadEpochs(2).then(TrainingReport.of(3, 15, .25)));
    }

    @Test
    void aPhaseWithoutStepsDoesNotSetTheLoss() {
        assertThat(BACKBONE.then(TrainingReport.of(0, 0, 0))).isEqualTo(BACKBONE);
        assertThat(TrainingReport.of(0, 0, 0).then(BACKBONE)).isEqualTo(BACKBONE);
    }

    @Test
    void laterValuesOfAHeadAreKept() {
        TrainingReport first = TrainingReport.of(1, 1, 0).withTrained(Map.of("a", head(1), "b", head(2)));
        TrainingReport then = first.then(TrainingReport.of(1, 1, 0).withTrained(Map.of("b", head(3))));
        assertThat(then.trained()).isEqualTo(Map.of("a", head(1), "b", head(3)));
        assertThat(then.withTrained(Map.of())).isEqualTo(TrainingReport.of(2, 2, 0));
    }

    @Test
    void metricsOfOneNameAreCombinedByWeight() {
        TrainingReport first = HEADS.withMetric("drift", .5, 2);
        TrainingReport later = BACKBONE.withMetric("drift", 3, 2).withMetric("other", 1, 1);

        assertThat(first.then(later).metrics())
                .containsExactly(Map.entry("drift", new Metric(7, 4)), Map.entry("other", new Metric(1, 1)));
        assertThat(requireNonNull(first.then(later).metrics().get("drift")).mean())
                .isEqualTo(1.75);
        assertThat(new Metric(0, 0).mean()).isZero();
    }

    private static ParameterSet head(float value) {
        BlockSet block = new ParameterLayout.Builder()
                .add("head1/b", BlockRole.HEAD, 1, List.of(1))
                .build()
                .all();
        return ParameterSet.of(block, new float[] {value});
    }

    @Test
    void nonFiniteLossRemainsAfterALaterPhase() {
        assertThat(TrainingReport.of(1, 1, Double.NaN).then(BACKBONE).loss()).isNaN();
        assertThat(BACKBONE.then(TrainingReport.of(1, 1, Double.POSITIVE_INFINITY))
                        .loss())
                .isInfinite();
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 1", "NaN, 0, 1", "1, -1, 1", "1, 2, 1", "1, NaN, 1", "1, 0, -1"})
    void epochsAndStepsAreCounts(double epochs, double headEpochs, long steps) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingReport.of(epochs, steps, 0.5).withHeadEpochs(headEpochs))
                .withMessageContaining("expected at least 0");
    }
}
