package org.exeunt.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What each merge rule withstands: FedAvg on evenly dealt blobs, twenty clients, a fifth of them attacking, against the same run without attack.
 * With {@code -Dexeunt.attacks=print} the whole table is printed.
 */
class AttacksTest {
    private static final String[] RULES = {
        "weighted-mean", "norm-clipping", "trimmed-mean", "coordinate-median", "krum", "multi-krum"
    };
    private static final String[] ATTACKS = {"none", "label-flip", "scaled-update", "sign-flip"};

    private static double honest;

    private static double accuracy(String rule, String attack) {
        Stream<String> settings = Stream.of(
                "dataset.train=800",
                "dataset.test=400",
                "partition={\"type\": \"iid\", \"clients\": 20, \"test-share\": 0.25}",
                "training.rounds=15",
                "training.participation=1.0",
                "training.local-epochs=2",
                "training.optimizer.learning-rate=0.02",
                "evaluation.every=15",
                "executor.workers=1",
                "training.merge-rule="
                        + (rule.equals("multi-krum")
                                ? "{\"type\": \"krum\", \"chosen\": 10}"
                                : "{\"type\": \"" + rule + "\"}"));
        Stream<String> attacking = attack.equals("none")
                ? Stream.empty()
                : Stream.of("faults.attack={\"type\": \"%s\", \"share\": 0.2, \"factor\": 10}".formatted(attack));
        return ToyRun.inMemory("fedavg", Stream.concat(settings, attacking).toArray(String[]::new))
                .finalEvaluation()
                .meanAccuracy();
    }

    @BeforeAll
    static void withoutAttack() {
        honest = accuracy("weighted-mean", "none");
        if (System.getProperty("exeunt.attacks") != null) {
            for (String rule : RULES) {
                StringBuilder row = new StringBuilder("| `" + rule + "` |");
                for (String attack : ATTACKS) {
                    row.append(" %.1f |".formatted(100 * accuracy(rule, attack)));
                }
                System.out.println(row);
            }
        }
    }

    @Test
    void theFederationLearnsWithoutAttack() {
        System.out.println("honest " + honest);
    }
}
