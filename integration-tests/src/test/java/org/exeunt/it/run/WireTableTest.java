package org.exeunt.it.run;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes counted equal the formula of each method, per direction and client, and so do passes over data: architecture, promise 4. */
class WireTableTest {
    /** Toy network of widths 6, 5 and 4 over 3 x 32 x 32 pictures, 10 classes: trainable values of all stages. */
    private static final long BACKBONE = (6 * 3072 + 6) + (5 * 6 + 5) + (4 * 5 + 4);

    private static final long FINAL_HEAD = 10 * 4 + 10;
    private static final long HEADS = (10 * 6 + 10) + (10 * 5 + 10) + FINAL_HEAD;

    /** One final feature, of length 4, for each of the 10 classes. */
    private static final long PER_CLASS = 10 * 4;

    /** Scalars a client and direction; the same both ways but for what the tables below add. */
    private static final Map<String, Long> SCALARS = Map.ofEntries(
            entry("cafedistill", BACKBONE + FINAL_HEAD),
            entry("depthfl", BACKBONE + HEADS),
            entry("ditto", BACKBONE + HEADS),
            entry("fedamp", BACKBONE + HEADS),
            entry("fedavg", BACKBONE + HEADS),
            entry("fedbabu", BACKBONE),
            entry("fedpac", BACKBONE + HEADS),
            entry("fedper", BACKBONE),
            entry("fedprox", BACKBONE + HEADS),
            entry("fedrep", BACKBONE),
            entry("fedrod", BACKBONE + HEADS),
            entry("local", 0L),
            entry("partial-sharing", BACKBONE + HEADS - FINAL_HEAD),
            entry("pfedgraph", BACKBONE + HEADS),
            entry("reefl", BACKBONE + HEADS),
            entry("scalefl", BACKBONE + HEADS));

    /** Passes of a client over its data in a round, where they are not the one local epoch of the run. */
    private static final Map<String, Integer> EPOCHS = Map.of("ditto", 1 + 5, "fedpac", 1 + 1, "fedrep", 5 + 5);

    /** How many of them move heads alone, where any do. */
    private static final Map<String, Integer> HEAD_EPOCHS = Map.of("fedpac", 1, "fedrep", 5);

    /** Scalars down to a client that took part before, where they are more: pFedGraph adds its direction. */
    private static final Map<String, Long> LATER_DOWNLINK = Map.of("pfedgraph", 2 * (BACKBONE + HEADS));

    /** Scalars more down to everybody from round 2 on: FedPAC has prototypes by then. */
    private static final Map<String, Long> PROTOTYPES = Map.of("fedpac", PER_CLASS);

    /** Scalars more up: FedPAC's prototypes and counts, and what its heads are mixed by. */
    private static final Map<String, Long> STATISTICS = Map.of("fedpac", PER_CLASS + 10 + PER_CLASS + 1);

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyStrategySendsTheBytesOfItsPaper(String strategy) {
        assertThat(SCALARS)
                .as("a new strategy states its row of the wire table here")
                .containsKey(strategy);
        long bytes = 4 * SCALARS.get(strategy);
        long later = 4 * LATER_DOWNLINK.getOrDefault(strategy, SCALARS.get(strategy));
        long up = bytes + 4 * STATISTICS.getOrDefault(strategy, 0L);
        RunResult result = ToyRun.inMemory(strategy);
        Set<ClientId> met = new HashSet<>();
        long down = 0;
        assertThat(result.rounds()).hasSize(6);
        for (RoundRecord round : result.rounds()) {
            assertThat(round.exits()).as("round %s", round.round()).hasSize(4);
            long prototypes = round.round().number() == 1 ? 0 : 4 * PROTOTYPES.getOrDefault(strategy, 0L);
            assertThat(round.downlink())
                    .as("downlink of round %s", round.round())
                    .hasSize(4)
                    .allSatisfy((client, sent) ->
                            assertThat(sent.count()).isEqualTo((met.contains(client) ? later : bytes) + prototypes));
            down += round.downlink().values().stream().mapToLong(Bytes::count).sum();
            met.addAll(round.exits().keySet());
            assertThat(round.uplink().values())
                    .as("uplink of round %s", round.round())
                    .hasSize(4)
                    .allSatisfy(sent -> assertThat(sent.count()).isEqualTo(up));
        }
        assertThat(result.summary().work().uplinkBytes()).isEqualTo(6 * 4 * up);
        assertThat(result.summary().work().epochs()).isEqualTo(6 * 4 * EPOCHS.getOrDefault(strategy, 1));
        assertThat(result.summary().work().headEpochs()).isEqualTo(6 * 4 * HEAD_EPOCHS.getOrDefault(strategy, 0));
        assertThat(result.summary().work().downlinkBytes()).isEqualTo(down);
    }
}
