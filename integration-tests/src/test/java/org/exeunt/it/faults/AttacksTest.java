package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accuracy of FedAvg with each aggregator under attack by 20 % of 20 clients, compared with a run without attack. */
class AttacksTest {
    private static final List<String> AGGREGATORS =
            List.of("weighted-mean", "norm-clipping", "trimmed-mean", "coordinate-median", "krum", "multi-krum");

    private static final List<String> TABLE =
            List.of("training.rounds=80", "evaluation.interval=80", "training.optimizer.learning-rate=0.15");
    private static final List<String> PICTURES = List.of(
            "dataset={\"type\": \"shapes\", \"train\": 800, \"test\": 200}",
            "training.rounds=25",
            "evaluation.interval=25");

    private static double unattacked;

    @BeforeAll
    static void measureAccuracyWithoutAttack() {
        unattacked = accuracy("weighted-mean", "none");
        assertThat(unattacked).as("accuracy without attack, 10 classes").isGreaterThan(0.3);
    }

    private static double accuracy(String aggregator, String attack) {
        return accuracy(aggregator, attack, TABLE);
    }

    private static double accuracy(String aggregator, String attack, List<String> data) {
        String aggregatorJson = aggregator.equals("multi-krum")
                ? "{\"type\": \"krum\", \"chosen\": 10}"
                : "{\"type\": \"%s\"}".formatted(aggregator);
        Stream<String> settings = Stream.of(
                "partition={\"type\": \"iid\", \"clients\": 20, \"test-fraction\": 0.25}",
                "network.hidden=[12, 10, 8]",
                "training.participation=1.0",
                "training.local-epochs=2",
                "training.optimizer.learning-rate=0.05",
                "training.aggregator=" + aggregatorJson);
        Stream<String> attackSettings = attack.equals("none")
                ? Stream.empty()
                : Stream.of("faults.attack={\"type\": \"%s\", \"fraction\": 0.2, \"scale\": 10}".formatted(attack));
        return ToyRun.inMemory(
                        "fedavg",
                        Stream.of(settings, attackSettings, data.stream())
                                .flatMap(each -> each)
                                .toArray(String[]::new))
                .finalEvaluation()
                .meanAccuracy();
    }

    @Test
    void signFlipDefeatsTheWeightedMean() {
        assertThat(accuracy("weighted-mean", "sign-flip")).isLessThan(unattacked / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"norm-clipping", "trimmed-mean", "coordinate-median", "multi-krum"})
    void robustAggregatorsResistSignFlip(String aggregator) {
        assertThat(accuracy(aggregator, "sign-flip")).isGreaterThan(0.6 * unattacked);
    }

    @ParameterizedTest
    @CsvSource({"coordinate-median, scaled-update", "multi-krum, label-flip"})
    void robustAggregatorsKeepMostOfTheAccuracy(String aggregator, String attack) {
        assertThat(accuracy(aggregator, attack)).isGreaterThan(0.8 * unattacked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"heterofl; [0.5]", "fedrolex; [0.5]", "fjord; [0.5]", "scalefl; [0.5, 0.5, 1]"})
    void attacksDoNotChangeNarrowUploads(String strategy, String widths) {
        String[] attack = {"faults.attack.type=sign-flip", "coordination.type=capacity", "strategy.widths=" + widths};
        assertThatThrownBy(() -> ToyRun.inMemory(strategy, attack))
                .hasMessageContainingAll("faults.attack: 'sign-flip'", "strategy '" + strategy + "'", "label-flip")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("CONFIG-20");
        attack[2] = "strategy.widths=" + widths.replace("0.5", "1");
        assertThat(ToyRun.inMemory(strategy, attack).rounds()).hasSize(6);
    }

    /** Prints the table of docs/faults.md. */
    @Test
    @Tag("campaign")
    void printsAccuracyOfEveryAggregatorAndAttack() {
        for (String aggregator : AGGREGATORS) {
            StringBuilder row = new StringBuilder("| `" + aggregator + "` |");
            for (String attack : List.of("none", "label-flip", "scaled-update", "sign-flip")) {
                row.append(String.format(Locale.ROOT, " %.1f |", 100 * accuracy(aggregator, attack, PICTURES)));
            }
            System.out.println(row);
        }
    }
}
