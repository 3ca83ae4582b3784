package org.exeunt.it.run;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Counted bytes per direction and client, and counted epochs, equal the formula of each method. G12: recorded weights
 * of clients for each other are non-negative and sum to 1 in every row.
 */
class WireTableTest {
    /** Trainable values of all stages: a toy network of widths 6, 5 and 4, inputs of length 8, 10 classes. */
    private static final long BACKBONE = (6 * 8 + 6) + (5 * 6 + 5) + (4 * 5 + 4);

    private static final long FINAL_HEAD = 10 * 4 + 10;
    private static final long HEADS = (10 * 6 + 10) + (10 * 5 + 10) + FINAL_HEAD;

    /** Means of 10 classes and a covariance at three exits. */
    private static final long GAUSSIANS = (10 * 6 + 6 * 6) + (10 * 5 + 5 * 5) + (10 * 4 + 4 * 4);

    /** What a client sends in a last round without training: for 10 classes counts and sums, a triangle of products. */
    private static final Map<String, Long> COLLECTED = Map.of("exit-discriminants", 10L * 16 + 15 * 16 / 2);

    /** A final feature, of length 4, for each of the 10 classes. */
    private static final long PER_CLASS = 10 * 4;

    /** Scalars per client and direction, without the additions below. */
    private static final Map<String, Long> SCALARS = Map.ofEntries(
            entry("apfl", BACKBONE + HEADS),
            entry("cafedistill", BACKBONE + FINAL_HEAD),
            entry("depthfl", BACKBONE + HEADS),
            entry("ditto", BACKBONE + HEADS),
            entry("exit-discriminants", BACKBONE + HEADS),
            entry("fedala", BACKBONE + HEADS),
            entry("fedamp", BACKBONE + HEADS),
            entry("fedavg", BACKBONE + HEADS),
            entry("fedbabu", BACKBONE),
            entry("fedbn", BACKBONE + HEADS),
            entry("feddbe", BACKBONE + HEADS),
            entry("fedpac", BACKBONE + HEADS),
            entry("fedper", BACKBONE),
            entry("fedprox", BACKBONE + HEADS),
            entry("fedrep", BACKBONE),
            entry("fedrod", BACKBONE + HEADS),
            entry("fedrolex", BACKBONE + HEADS),
            entry("fjord", BACKBONE + HEADS),
            entry("heterofl", BACKBONE + HEADS),
            entry("local", 0L),
            entry("partial-sharing", BACKBONE + HEADS - FINAL_HEAD),
            entry("pfedfda", BACKBONE + GAUSSIANS),
            entry("pfedgraph", BACKBONE + HEADS),
            entry("reefl", BACKBONE + HEADS),
            entry("scaffold", 2 * (BACKBONE + HEADS)),
            entry("scalefl", BACKBONE + HEADS));

    /** Epochs of a client per round, if not 1. */
    private static final Map<String, Integer> EPOCHS =
            Map.of("apfl", 1 + 1, "ditto", 1 + 5, "fedpac", 1 + 1, "fedrep", 5 + 5);

    /** Methods that compute gradients without a step, which count as passes over the data. */
    private static final Set<String> GRADIENTS = Set.of("apfl", "fedala");

    /** Epochs that train only heads, if any. */
    private static final Map<String, Integer> HEAD_EPOCHS = Map.of("fedpac", 1, "fedrep", 5);

    /** Scalars sent to a client that has taken part before, if more: pFedGraph adds its update direction. */
    private static final Map<String, Long> LATER_DOWNLINK = Map.of("pfedgraph", 2 * (BACKBONE + HEADS));

    /** Additional scalars sent to every client from round 2: prototypes of FedPAC. */
    private static final Map<String, Long> PROTOTYPES = Map.of("fedpac", PER_CLASS);

    /** Additional scalars sent to every client, and by those of round 1: features of all exits of FedDBE. */
    private static final Map<String, Long> FEATURES = Map.of("feddbe", 6L + 5 + 4);

    /** Additional scalars sent by a client: prototypes, counts and weights of heads of FedPAC. */
    private static final Map<String, Long> STATISTICS = Map.of("fedpac", PER_CLASS + 10 + PER_CLASS + 1);

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyStrategySendsTheBytesOfItsPaper(String strategy) {
        assertThat(SCALARS)
                .as("strategies with an entry in this table; add an entry for a new strategy")
                .containsKey(strategy);
        long bytes = 4 * SCALARS.get(strategy);
        long later = 4 * LATER_DOWNLINK.getOrDefault(strategy, SCALARS.get(strategy));
        long features = 4 * FEATURES.getOrDefault(strategy, 0L);
        long up = bytes + 4 * STATISTICS.getOrDefault(strategy, 0L);
        RunTracker tracker = new RunTracker() {
            @Override
            public void roundFinished(RoundRecord round) { // results have the matrices of the last round alone
                assertMixtures(strategy, round);
            }
        };
        RunOptions options = RunOptions.inMemory(Path.of(""), () -> 0L).withTrackers(List.of(tracker));
        RunResult result = ToyRun.with(options, strategy);
        Set<ClientId> seen = new HashSet<>();
        long down = 0;
        long sent = 0;
        int trained = 0;
        assertThat(result.rounds()).hasSize(6);
        for (RoundRecord round : result.rounds()) {
            boolean isFirst = round.round().number() == 1;
            boolean isLast = round.round().number() == 6;
            int cohort = isLast && ToyRun.endsWithAllClients(strategy) ? 8 : 4;
            boolean collects = isLast && COLLECTED.containsKey(strategy);
            long each = collects ? 4 * COLLECTED.get(strategy) : up + (isFirst ? features : 0);
            assertThat(round.exits()).as("round %s", round.round()).hasSize(cohort);
            long prototypes = features + (isFirst ? 0 : 4 * PROTOTYPES.getOrDefault(strategy, 0L));
            assertThat(round.downlink())
                    .as("downlink of round %s", round.round())
                    .hasSize(cohort)
                    .allSatisfy((client, received) -> assertThat(received.count())
                            .isEqualTo((seen.contains(client) ? later : bytes) + prototypes));
            down += round.downlink().values().stream().mapToLong(Bytes::count).sum();
            seen.addAll(round.exits().keySet());
            assertThat(round.uplink().values())
                    .as("uplink of round %s", round.round())
                    .hasSize(cohort)
                    .allSatisfy(upload -> assertThat(upload.count()).isEqualTo(each));
            sent += cohort * each;
            trained += collects ? 0 : cohort;
        }
        assertThat(result.summary().work().uplinkBytes()).isEqualTo(sent);
        double epochs = result.summary().work().epochs() - trained * EPOCHS.getOrDefault(strategy, 1);
        double headEpochs = result.summary().work().headEpochs() - trained * HEAD_EPOCHS.getOrDefault(strategy, 0);
        if (GRADIENTS.contains(strategy)) {
            assertThat(epochs).as("passes that only compute a gradient").isPositive();
            assertThat(headEpochs).isIn(0.0, epochs);
        } else {
            assertThat(epochs).isZero();
            assertThat(headEpochs).isZero();
        }
        assertThat(result.summary().work().downlinkBytes()).isEqualTo(down);
    }

    private static void assertMixtures(String strategy, RoundRecord round) {
        if (strategy.equals("cafedistill")) {
            assertThat(round.relations()).containsKey("teacher-weights");
        }
        round.relations().forEach((name, matrix) -> {
            if (name.endsWith("-weights")) {
                assertThat(matrix.rows().keySet()).isEqualTo(round.uplink().keySet());
                matrix.rows().forEach((client, row) -> {
                    assertThat(row.values()).as(name).isNotEmpty().allMatch(weight -> weight >= 0);
                    assertThat(row.values().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .sum())
                            .as("'%s' of client %s in round %s", name, client, round.round())
                            .isCloseTo(1, within(1e-9));
                });
            }
        });
    }
}
