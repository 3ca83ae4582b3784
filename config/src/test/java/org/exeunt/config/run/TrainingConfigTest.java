package org.exeunt.config.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.config.run.OptimizerConfig.Schedule;
import org.exeunt.config.run.ServerOptimizerConfig.Kind;
import org.exeunt.config.run.TrainingConfig.PersonalHeadInit;
import org.exeunt.config.run.TrainingConfig.RunningStatistics;
import org.exeunt.config.run.TrainingConfig.TooFewUpdates;
import org.exeunt.testsupport.FixedPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings of training and of the optimiser of the server. */
class TrainingConfigTest {
    @ParameterizedTest
    @CsvSource({"0.5, 20, 10", "0.29, 100, 29", "0.07, 100, 7", "0.3, 10, 3", "1.0, 7, 7", "0.1, 4, 1", "0.99, 2, 1"})
    void cohortSizeIsRoundedDownAndAtLeastOne(double participation, int clients, int cohort) {
        assertThat(training(participation).cohortSize(clients)).isEqualTo(cohort);
    }

    @Test
    void cohortsNeedOneClient() {
        assertThat(training(0.2).hasTooSmallCohorts(4)).isTrue();
        assertThat(training(0.2).hasTooSmallCohorts(5)).isFalse();
    }

    @Test
    void learningRateDecaysAfterTheFirstRound() {
        TrainingConfig training = training(1);
        assertThat(training.local(new Round(1)).learningRate()).isEqualTo(0.1);
        assertThat(training.local(new Round(3)).learningRate()).isCloseTo(0.1 * 0.9 * 0.9, within(1e-15));
        assertThat(training.local(new Round(3)).momentum()).isEqualTo(0.5);
        assertThat(training.local(new Round(3)).weightDecay()).isEqualTo(1e-4);
    }

    /** Of five rounds, the third starts two fifths of the way: 0.05 (1 + cos 72°). */
    @Test
    void cosineScheduleEndsNearZero() {
        TrainingConfig training = training(1, Schedule.COSINE);
        assertThat(training.local(Round.START).learningRate()).isEqualTo(0.1);
        assertThat(training.local(new Round(1)).learningRate()).isEqualTo(0.1);
        assertThat(training.local(new Round(3)).learningRate()).isCloseTo(0.0654508497, within(1e-10));
        assertThat(training.local(new Round(5)).learningRate()).isCloseTo(0.0095491503, within(1e-10));
    }

    private static TrainingConfig training(double participation) {
        return training(participation, Schedule.EXPONENTIAL);
    }

    private static TrainingConfig training(double participation, Schedule schedule) {
        OptimizerConfig optimizer = new OptimizerConfig(Optimizer.SGD, 0.1, 0.5, 1e-4, schedule, 0.9, true);
        return new TrainingConfig(
                5,
                participation,
                1,
                16,
                optimizer,
                Optional.empty(),
                PersonalHeadInit.COMMON,
                RunningStatistics.LOCAL,
                FixedPlugin.of(Aggregator.class, "weighted-mean", Aggregator.WEIGHTED_MEAN),
                Optional.empty(),
                1,
                TooFewUpdates.FAIL,
                Optional.empty(),
                Optional.empty());
    }

    private static ServerOptimizerConfig of(Kind type, Optional<Double> beta2, Optional<Double> tau) {
        return new ServerOptimizerConfig(type, Optional.empty(), 0.9, beta2, tau);
    }

    @ParameterizedTest
    @EnumSource(names = {"FEDADAM", "FEDYOGI"})
    void adaptiveOptimisersHaveTheDefaultsOfThePaper(Kind type) {
        assertThat(of(type, Optional.empty(), Optional.empty()))
                .isEqualTo(
                        new ServerOptimizerConfig(type, Optional.of(0.01), 0.9, Optional.of(0.99), Optional.of(1e-3)));
    }

    @Test
    void fedavgmHasNoSecondMoment() {
        assertThat(of(Kind.FEDAVGM, Optional.empty(), Optional.empty()))
                .isEqualTo(new ServerOptimizerConfig(
                        Kind.FEDAVGM, Optional.of(1.0), 0.9, Optional.empty(), Optional.empty()));
        assertThatThrownBy(() -> of(Kind.FEDAVGM, Optional.of(0.5), Optional.of(0.1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fedavgm", "remove 'beta2' and 'tau'");
    }
}
