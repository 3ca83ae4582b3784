package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs on worker processes write the files that they write on threads, bit for bit. */
@Tag("slow")
class WorkerProcessesTest {
    private static final String PROCESSES = "executor={\"type\": \"processes\", \"workers\": 2}";

    @TempDir
    Path folder;

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyStrategyWritesTheSameFiles(String strategy) throws IOException {
        String kept = "training.optimizer.reset-each-round=false";
        Map<String, String> threads = RunFiles.of(
                ToyRun.onDisk(folder.resolve("threads"), strategy, kept, "training.rounds=3", "executor.workers=1"));
        Map<String, String> processes =
                RunFiles.of(ToyRun.onDisk(folder.resolve("processes"), strategy, kept, "training.rounds=3", PROCESSES));
        RunFiles.assertSame(processes, threads);
    }

    @Test
    void deeplearning4jWritesTheSameFiles() throws IOException {
        Path threads = FinishedRun.ofSmall(folder.resolve("threads"), "executor.workers=2")
                .directory();
        FinishedRun processes = FinishedRun.ofSmall(folder.resolve("processes"), PROCESSES);
        RunFiles.assertSame(RunFiles.of(processes.directory()), RunFiles.of(threads));

        CommandLineRun verified =
                CommandLineRun.succeeding("verify", processes.directory().toString(), "--workers", "1");
        assertThat(verified.out()).contains("is reproduced bit for bit");
    }

    @Test
    void faultsAndAttacksGiveTheSameFiles() throws IOException {
        String[] faults = {
            "faults.dropout=0.2",
            "faults.failure=0.1",
            "faults.attack={\"type\": \"label-flip\", \"fraction\": 0.25}",
            "training.on-too-few-updates=skip",
            "training.aggregator=coordinate-median",
            "client-state-storage=file"
        };
        Map<String, String> threads = RunFiles.of(ToyRun.onDisk(folder.resolve("threads"), "fedavg", faults));
        String[] onProcesses =
                Stream.concat(Stream.of(faults), Stream.of(PROCESSES)).toArray(String[]::new);
        RunFiles.assertSame(RunFiles.of(ToyRun.onDisk(folder.resolve("processes"), "fedavg", onProcesses)), threads);
    }
}
