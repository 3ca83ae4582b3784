package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.codec.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Results depend only on configuration and seed, not on the number of workers or the storage of client state. */
class SameBitsTest {
    @TempDir
    Path runs;

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    /** All eight clients train in every round, so that eight workers are busy. */
    @ParameterizedTest
    @MethodSource("strategies")
    void filesDoNotDependOnWorkersOrStorage(String strategy) throws IOException {
        RunResult one = run(strategy, 1, "memory");
        Map<String, String> files = RunFiles.of(one);
        assertThat(files).containsKeys("config.json", "provenance.json", "rounds.jsonl", "models/client-7.safetensors");
        for (int workers : new int[] {2, 8}) {
            assertThat(RunFiles.of(run(strategy, workers, "memory")))
                    .as("%d workers", workers)
                    .isEqualTo(files);
        }
        assertThat(results(run(strategy, 4, "file"))).hasSize(4 + 8).isEqualTo(results(one));
    }

    private RunResult run(String strategy, int workers, String storage) {
        return ToyRun.onDisk(
                runs.resolve(storage + workers),
                strategy,
                "training.participation=1.0",
                "training.rounds=3",
                "training.optimizer.reset-each-round=false",
                "client-state-storage=" + storage,
                "executor.workers=" + workers);
    }

    /** Returns records and model parameters; the other files depend on where state is stored. */
    private static Map<String, String> results(RunResult result) throws IOException {
        Path directory = result.directory().orElseThrow();
        Map<String, String> results = RunFiles.contents(directory);
        results.keySet()
                .removeIf(
                        name -> !name.matches("models/.*safetensors|(rounds|evaluations).jsonl|clients.csv|exits.csv"));
        results.replaceAll((name, content) -> name.startsWith("models/")
                ? Arrays.toString(
                        ModelFile.read(directory.resolve(name)).parameters().values())
                : content);
        return results;
    }

    /** Clients have different class distributions, so that workers finish out of order; at last one for each client. */
    @ParameterizedTest
    @CsvSource({"cafedistill, sgd", "ditto, adam", "pfedgraph, sgd"})
    void resultsOnDl4jDoNotDependOnWorkers(String strategy, String optimizer) {
        Map<String, byte[]> expected = runOnDl4j(strategy, optimizer, 1, 3);
        assertThat(expected).hasSize(4 + 8).containsKeys("clients.csv", "exits.csv", "rounds.jsonl");
        for (int workers : new int[] {2, 8}) {
            Map<String, byte[]> actual = runOnDl4j(strategy, optimizer, workers, 3);
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, bytes) -> assertThat(actual.get(name))
                    .as("%s of %s on %d workers", name, strategy, workers)
                    .isEqualTo(bytes));
        }
    }

    @Test
    void anotherSeedGivesOtherResults() {
        Map<String, byte[]> one = runOnDl4j("fedper", "sgd", 1, 3);
        Map<String, byte[]> other = runOnDl4j("fedper", "sgd", 1, 4);

        one.forEach((name, bytes) ->
                assertThat(Arrays.equals(other.get(name), bytes)).as(name).isFalse());
    }

    private Map<String, byte[]> runOnDl4j(String strategy, String optimizer, int workers, int seed) {
        return TrainedRun.ofSmall(
                        runs.resolve("workers-" + workers + "-seed-" + seed),
                        "seed=" + seed,
                        "strategy.type=" + strategy,
                        "training.optimizer.type=" + optimizer,
                        "partition={\"type\": \"dirichlet\", \"alpha\": 0.5, \"clients\": 8}",
                        "training.participation=0.7",
                        "executor={\"type\": \"local\", \"workers\": " + workers + "}")
                .results();
    }
}
