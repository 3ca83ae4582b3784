package org.exeunt.api.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
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
    void aHeadThatLearnedTwiceIsAsTheLaterPhaseLeftIt() {
        TrainingReport first = new TrainingReport(1, 0, 1, 0, Map.of("a", head(1), "b", head(2)));
        TrainingReport then = first.then(new TrainingReport(1, 0, 1, 0, Map.of("b", head(3))));
        assertThat(then.heads()).isEqualTo(Map.of("a", head(1), "b", head(3)));
        assertThat(then.withoutHeads()).isEqualTo(new TrainingReport(2, 2, 0));
    }

    @Test
    void agreementAddsUpByStudent() {
        TrainingReport first = HEADS.with(new TreeMap<>(Map.of(new Exit(1), new TeacherAgreement(1, 2))));
        TrainingReport later = BACKBONE.with(new TreeMap<>(
                Map.of(new Exit(1), new TeacherAgreement(3, 5), new Exit(2), new TeacherAgreement(0, 1))));
        assertThat(first.then(later).agreement())
                .containsExactly(
                        Map.entry(new Exit(1), new TeacherAgreement(4, 7)),
                        Map.entry(new Exit(2), new TeacherAgreement(0, 1)));
    }

    private static ParameterSet head(float value) {
        BlockSet block = new ParameterLayout.Builder()
                .add("head1/b", BlockRole.HEAD, 1, List.of(1))
                .build()
                .all();
        return ParameterSet.of(block, new float[] {value});
    }

    @Test
    void aLossThatIsNotFiniteIsNotHiddenByALaterPhase() {
        assertThat(new TrainingReport(1, 1, Double.NaN).then(BACKBONE).loss()).isNaN();
        assertThat(BACKBONE.then(new TrainingReport(1, 1, Double.POSITIVE_INFINITY))
                        .loss())
                .isInfinite();
    }
}
