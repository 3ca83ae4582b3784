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

/** What each aggregator withstands: FedAvg on evenly dealt shapes, twenty clients, a fifth of them attacking, held against the run without attack. */
class AttacksTest {
    private static final List<String> RULES =
            List.of("weighted-mean", "norm-clipping", "trimmed-mean", "coordinate-median", "krum", "multi-krum");

    private static double honest;

    @BeforeAll
    static void measureAccuracyWithoutAttack() {
        honest = accuracy("weighted-mean", "none");
        assertThat(honest).as("well above one of ten classes").isGreaterThan(0.3);
    }

    private static double accuracy(String rule, String attack) {
        String mergeRule = rule.equals("multi-krum")
                ? "{\"type\": \"krum\", \"chosen\": 10}"
                : "{\"type\": \"%s\"}".formatted(rule);
        Stream<String> settings = Stream.of(
                "dataset.train=800",
                "dataset.test=200",
                "partition={\"type\": \"iid\", \"clients\": 20, \"test-fraction\": 0.25}",
                "network.hidden=[12, 10, 8]",
                "training.rounds=25",
                "training.participation=1.0",
                "training.local-epochs=2",
                "training.optimizer.learning-rate=0.05",
                "training.aggregator=" + mergeRule,
                "evaluation.interval=25");
        Stream<String> attacking = attack.equals("none")
                ? Stream.empty()
                : Stream.of("faults.attack={\"type\": \"%s\", \"fraction\": 0.2, \"scale\": 10}".formatted(attack));
        return ToyRun.inMemory("fedavg", Stream.concat(settings, attacking).toArray(String[]::new))
                .finalEvaluation()
                .meanAccuracy();
    }

    @Test
    void signFlipDefeatsTheWeightedMean() {
        assertThat(accuracy("weighted-mean", "sign-flip")).isLessThan(honest / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"norm-clipping", "trimmed-mean", "coordinate-median", "multi-krum"})
    void robustAggregatorsResistSignFlip(String rule) {
        assertThat(accuracy(rule, "sign-flip")).isGreaterThan(0.6 * honest);
    }

    @ParameterizedTest
    @CsvSource({"coordinate-median, scaled-update", "multi-krum, label-flip"})
    void robustAggregatorsKeepMostOfTheAccuracy(String rule, String attack) {
        assertThat(accuracy(rule, attack)).isGreaterThan(0.8 * honest);
    }

    /** The table of docs/faults.md. */
    @Test
    @Tag("campaign")
    void printsAccuracyOfEveryAggregatorAndAttack() {
        for (String rule : RULES) {
            StringBuilder row = new StringBuilder("| `" + rule + "` |");
            for (String attack : List.of("none", "label-flip", "scaled-update", "sign-flip")) {
                row.append(String.format(Locale.ROOT, " %.1f |", 100 * accuracy(rule, attack)));
            }
            System.out.println(row);
        }
    }
}
