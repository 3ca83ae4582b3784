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

/** On Deeplearning4j, results depend only on configuration and seed, not on the number of workers. */
class NativeSameBitsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apfl",
                "cafedistill",
                "ditto",
                "fedala",
                "fedavg",
                "fedbabu",
                "fedpac",
                "fedper",
                "fedrep",
                "fedrod",
                "fjord",
                "local",
                "scaffold"
            })
    void oneAndTwoWorkersGiveEqualResults(String strategy) {
        Map<String, byte[]> expected = run(strategy, 1, 3).results();
        Map<String, byte[]> actual = run(strategy, 2, 3).results();

        assertThat(expected).containsKeys("clients.csv", "exits.csv", "rounds.jsonl");
        assertThat(expected.keySet())
                .filteredOn(name -> name.startsWith("models/"))
                .hasSize(6);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) ->
                assertThat(actual.get(name)).as("%s of %s", name, strategy).isEqualTo(bytes));
    }

    /** As many workers as clients, and probably more than processors. */
    @ParameterizedTest
    @ValueSource(strings = {"cafedistill", "ditto", "pfedgraph"})
    void fourAndEightWorkersGiveEqualResults(String strategy) {
        Map<String, byte[]> expected = runEightClients(strategy, 1);
        assertThat(expected.keySet())
                .filteredOn(name -> name.startsWith("models/"))
                .hasSize(8);
        for (int workers : new int[] {4, 8}) {
            Map<String, byte[]> actual = runEightClients(strategy, workers);
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, bytes) -> assertThat(actual.get(name))
                    .as("%s of %s on %d workers", name, strategy, workers)
                    .isEqualTo(bytes));
        }
    }

    private Map<String, byte[]> runEightClients(String strategy, int workers) {
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

    /** Six clients with different class distributions, four per round, so that workers finish out of order. */
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
