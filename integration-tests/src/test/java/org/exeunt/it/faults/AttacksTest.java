package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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

    private static double unattacked;

    @BeforeAll
    static void measureAccuracyWithoutAttack() {
        unattacked = accuracy("weighted-mean", "none");
        assertThat(unattacked).as("accuracy without attack, 10 classes").isGreaterThan(0.3);
    }

    private static double accuracy(String aggregator, String attack) {
        String aggregatorJson = aggregator.equals("multi-krum")
                ? "{\"type\": \"krum\", \"chosen\": 10}"
                : "{\"type\": \"%s\"}".formatted(aggregator);
        Stream<String> settings = Stream.of(
                "dataset.train=800",
                "dataset.test=200",
                "partition={\"type\": \"iid\", \"clients\": 20, \"test-fraction\": 0.25}",
                "network.hidden=[12, 10, 8]",
                "training.rounds=25",
                "training.participation=1.0",
                "training.local-epochs=2",
                "training.optimizer.learning-rate=0.05",
                "training.aggregator=" + aggregatorJson,
                "evaluation.interval=25");
        Stream<String> attackSettings = attack.equals("none")
                ? Stream.empty()
                : Stream.of("faults.attack={\"type\": \"%s\", \"fraction\": 0.2, \"scale\": 10}".formatted(attack));
        return ToyRun.inMemory("fedavg", Stream.concat(settings, attackSettings).toArray(String[]::new))
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

    /** Prints the table of docs/faults.md. */
    @Test
    @Tag("campaign")
    void printsAccuracyOfEveryAggregatorAndAttack() {
        for (String aggregator : AGGREGATORS) {
            StringBuilder row = new StringBuilder("| `" + aggregator + "` |");
            for (String attack : List.of("none", "label-flip", "scaled-update", "sign-flip")) {
                row.append(String.format(Locale.ROOT, " %.1f |", 100 * accuracy(aggregator, attack)));
            }
            System.out.println(row);
        }
    }
}
