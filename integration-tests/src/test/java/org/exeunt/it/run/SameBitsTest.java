package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.codec.ModelFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    void filesDoNotDependOnTheNumberOfWorkers(String strategy) throws IOException {
        Map<String, String> one = onWorkers(1, strategy);
        assertThat(one).containsKeys("config.json", "provenance.json", "rounds.jsonl", "models/client-7.safetensors");
        for (int workers : new int[] {2, 4, 8}) {
            assertThat(onWorkers(workers, strategy)).as("%d workers", workers).isEqualTo(one);
        }
    }

    private Map<String, String> onWorkers(int workers, String strategy) throws IOException {
        return RunFiles.of(ToyRun.onDisk(
                runs.resolve("workers-" + workers),
                strategy,
                "training.participation=1.0",
                "training.rounds=3",
                "executor.workers=" + workers));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void keptMomentumDoesNotDependOnWorkers(String strategy) {
        String kept = "training.optimizer.reset-each-round=false";
        RunResult one = ToyRun.inMemory(strategy, kept, "executor.workers=1");
        RunResult two = ToyRun.inMemory(strategy, kept, "executor.workers=2");
        assertThat(two.finalEvaluation()).isEqualTo(one.finalEvaluation());
        assertThat(two.rounds()).isEqualTo(one.rounds());
        RunResult reset = ToyRun.inMemory(strategy);
        assertThat(reset.finalEvaluation()).isNotEqualTo(one.finalEvaluation());
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void filesDoNotDependOnStateStorage(String strategy) throws IOException {
        String kept = "training.optimizer.reset-each-round=false";
        Map<String, String> memory = files(ToyRun.onDisk(runs, strategy, kept, "client-state-storage=memory"));
        Map<String, String> file = files(ToyRun.onDisk(runs, strategy, kept, "client-state-storage=file"));
        assertThat(memory).hasSize(3 + 8);
        assertThat(file).isEqualTo(memory);
    }

    /** Returns records and model parameters; the other files depend on where state is stored. */
    private static Map<String, String> files(RunResult result) throws IOException {
        Path directory = result.directory().orElseThrow();
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString();
                if (name.startsWith("models")) {
                    contents.put(
                            name,
                            Arrays.toString(ModelFile.read(file).parameters().values()));
                } else if (name.matches("rounds.jsonl|clients.csv|exits.csv")) {
                    contents.put(name, Files.readString(file));
                }
            }
        }
        return contents;
    }
}
