package org.exeunt.api.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingReportTest {
    private static final TrainingReport HEADS = new TrainingReport(2, 6, .5).ofHeadsAlone();
    private static final TrainingReport BACKBONE = new TrainingReport(3, 9, .25);

    @Test
    void phasesAddUpAndTheLastOneTellsTheLoss() {
        assertThat(HEADS.then(BACKBONE)).isEqualTo(new TrainingReport(5, 2, 15, .25));
    }

    @Test
    void aPhaseWithoutAStepHasNoLossToTell() {
        assertThat(BACKBONE.then(new TrainingReport(0, 0, 0))).isEqualTo(BACKBONE);
        assertThat(new TrainingReport(0, 0, 0).then(BACKBONE)).isEqualTo(BACKBONE);
    }

    @Test
    void aLossThatIsNotFiniteIsNotHiddenByALaterPhase() {
        assertThat(new TrainingReport(1, 1, Double.NaN).then(BACKBONE).loss()).isNaN();
        assertThat(BACKBONE.then(new TrainingReport(1, 1, Double.POSITIVE_INFINITY))
                        .loss())
                .isInfinite();
    }
}
