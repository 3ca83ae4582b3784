package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.exeunt.it.support.FinishedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Same configuration and seed: the same bits on Deeplearning4j, whatever the number of workers. */
class NativeSameBitsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"cafedistill", "ditto", "fedavg", "fedbabu", "fedpac", "fedper", "fedrep", "fedrod", "local"})
    void oneAndTwoWorkersGiveEqualResults(String strategy) {
        Map<String, byte[]> alone = run(strategy, 1, 3).results();
        Map<String, byte[]> together = run(strategy, 2, 3).results();

        assertThat(alone).containsKeys("clients.csv", "exits.csv", "rounds.jsonl");
        assertThat(alone.keySet())
                .filteredOn(name -> name.startsWith("models/"))
                .hasSize(6);
        assertThat(together.keySet()).isEqualTo(alone.keySet());
        alone.forEach((name, bytes) ->
                assertThat(together.get(name)).as("%s of %s", name, strategy).isEqualTo(bytes));
    }

    /** As many workers as clients, more than this machine is likely to have processors. */
    @ParameterizedTest
    @ValueSource(strings = {"cafedistill", "ditto", "pfedgraph"})
    void fourAndEightWorkersGiveEqualResults(String strategy) {
        Map<String, byte[]> alone = eight(strategy, 1);
        assertThat(alone.keySet())
                .filteredOn(name -> name.startsWith("models/"))
                .hasSize(8);
        for (int workers : new int[] {4, 8}) {
            Map<String, byte[]> together = eight(strategy, workers);
            assertThat(together.keySet()).isEqualTo(alone.keySet());
            alone.forEach((name, bytes) -> assertThat(together.get(name))
                    .as("%s of %s on %d workers", name, strategy, workers)
                    .isEqualTo(bytes));
        }
    }

    private Map<String, byte[]> eight(String strategy, int workers) {
        return FinishedRun.ofSmall(
                        folder.resolve("eight-" + workers),
                        "strategy.type=" + strategy,
                        "partition={\"type\": \"dirichlet\", \"alpha\": 0.5, \"clients\": 8}",
                        "executor={\"type\": \"local\", \"workers\": " + workers + "}")
                .results();
    }

    @Test
    void anotherSeedGivesOtherResults() {
        Map<String, byte[]> one = run("fedper", 1, 3).results();
        Map<String, byte[]> other = run("fedper", 1, 4).results();

        one.forEach((name, bytes) ->
                assertThat(Arrays.equals(other.get(name), bytes)).as(name).isFalse());
    }

    /** Six clients of unlike data, four in a cohort, so that workers finish out of order. */
    private FinishedRun run(String strategy, int workers, int seed) {
        return FinishedRun.ofSmall(
                folder.resolve("workers-" + workers + "-seed-" + seed),
                "seed=" + seed,
                "strategy.type=" + strategy,
                "partition={\"type\": \"dirichlet\", \"alpha\": 0.5, \"clients\": 6}",
                "training.rounds=3",
                "training.participation=0.7",
                "evaluation.interval=2",
                "executor={\"type\": \"local\", \"workers\": " + workers + "}");
    }
}
