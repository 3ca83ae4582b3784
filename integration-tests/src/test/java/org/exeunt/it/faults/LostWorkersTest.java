package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientExecutorPlugin;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.GrowingTable;
import org.exeunt.it.support.HaltingMethod;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.remote.ProcessesExecutorPlugin;
import org.exeunt.runtime.remote.ProcessesExecutorPlugin.LostClient;
import org.exeunt.runtime.remote.WorkerMain;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Worker processes that are killed, end themselves or load other data, and runs that are killed with their workers. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class LostWorkersTest {
    @TempDir
    Path folder;

    private enum Phase {
        TRAINING,
        EVALUATION
    }

    /** All workers are killed (SIGKILL) when the last task of a call is created: some of them are working then. */
    @ParameterizedTest
    @EnumSource
    void killedWorkersAreReplaced(Phase phase) throws IOException {
        RunResult undisturbed = ToyRun.onDisk(folder.resolve("threads"), "cafedistill");
        Map<String, String> expected = RunFiles.of(undisturbed);
        RunOptions options = RunOptions.onDisk(Path.of(""), folder.resolve("killed"), () -> 0L)
                .withExecutor(PluginChoice.of(new KillingPlugin(), new KilledPhase(phase, true)));
        RunResult result = ToyRun.with(options, "cafedistill");

        // a worker that was idle when it was killed is missed at its next task, in the next phase
        assertThat(result.summary().warnings())
                .filteredOn(warning -> !undisturbed.summary().warnings().contains(warning))
                .allMatch(warning -> warning.matches(
                        "Worker process [12] ended with exit code 137 \\(killed; by the system if memory is short\\) "
                                + "while it was to (train|evaluate) client \\d in round \\d; the task was repeated in a new"
                                + " one \\(try 2 of 3\\)\\."))
                .anyMatch(warning ->
                        warning.contains(phase == Phase.TRAINING ? "was to train client" : "was to evaluate client"));
        Map<String, String> files = RunFiles.of(result);
        // the summary contains the warnings, the manifest the checksum of the summary
        for (String name : List.of("summary.json", "manifest.json")) {
            files.remove(name);
            expected.remove(name);
        }
        assertThat(files).isEqualTo(expected).containsKeys("config.json", "rounds.jsonl", "clients.csv");
    }

    /** Batch systems and Ctrl-C send a signal to all processes: the run alone decides what it means. */
    @Test
    void workersIgnoreTermination() throws IOException {
        Map<String, String> expected = RunFiles.of(ToyRun.onDisk(folder.resolve("threads"), "fedavg"));
        RunOptions options = RunOptions.onDisk(Path.of(""), folder.resolve("terminated"), () -> 0L)
                .withExecutor(PluginChoice.of(new KillingPlugin(), new KilledPhase(Phase.TRAINING, false)));
        RunFiles.assertSame(RunFiles.of(ToyRun.with(options, "fedavg")), expected);
    }

    private record KilledPhase(Phase phase, boolean forcibly) {}

    private static final class KillingPlugin extends ClientExecutorPlugin<KilledPhase> {
        KillingPlugin() {
            super("killing", "For a test", KilledPhase.class, Killing::new);
        }
    }

    /** Kills or terminates the workers once in the third call for training, or in the first for evaluation. */
    private static final class Killing implements ClientExecutor {
        private final Phase phase;
        private final Consumer<ProcessHandle> killing;
        private final ClientExecutor executor;
        private int trainings;
        private boolean killed;

        Killing(KilledPhase options, PluginContext context) {
            phase = options.phase();
            killing = options.forcibly() ? LostWorkersTest::kill : ProcessHandle::destroy;
            executor = new ProcessesExecutorPlugin()
                    .create(new ProcessesExecutorPlugin.Options("2", LostClient.END_RUN), context);
        }

        @Override
        public void open(ClientRunner runner) {
            executor.open(runner);
        }

        @Override
        public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
            return executor.train(phase == Phase.TRAINING && ++trainings == 3 ? killing(tasks) : tasks);
        }

        @Override
        public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
            executor.evaluate(phase == Phase.EVALUATION && !killed ? killing(tasks) : tasks, results);
        }

        private List<Supplier<ClientTask>> killing(List<Supplier<ClientTask>> tasks) {
            killed = true;
            List<Supplier<ClientTask>> changed = new ArrayList<>(tasks);
            Supplier<ClientTask> last = changed.remove(changed.size() - 1);
            changed.add(() -> {
                List<ProcessHandle> workers = workersOf(ProcessHandle.current());
                assertThat(workers).hasSize(2);
                workers.forEach(killing);
                return last.get();
            });
            return changed;
        }

        @Override
        public void close() {
            executor.close();
            assertThat(workersOf(ProcessHandle.current())).as("after close").isEmpty();
        }
    }

    private static List<ProcessHandle> workersOf(ProcessHandle run) {
        return run.children()
                .filter(child -> child.info().commandLine().orElse("").contains(WorkerMain.class.getName()))
                .toList();
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Test
    void clientThatEndsItsProcessEndsTheRun() throws Exception {
        Path services = HaltingMethod.services(folder.resolve("services"));
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("halting"));
        String[] onProcesses = command(config, "killed", "--set", "executor=processes", "--set", "executor.workers=2");
        ChildCommand ended = ChildCommand.run(folder, List.of(services), Map.of(), onProcesses);
        assertThat(ended.status()).as(ended.err()).isEqualTo(6);
        assertThat(ended.err())
                .containsPattern("RESOURCE-30  No process could train client 1 in round [2-6]: the worker process "
                        + "ended with exit code " + HaltingMethod.STATUS)
                .contains("of 3 tries", "--set executor=local", "The same command resumes", HaltingMethod.LAST_WORDS);

        ChildCommand resumed = ChildCommand.run(
                folder, List.of(services), Map.of(), command(config, "killed", "--resume", "--set", "executor=local"));
        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(resumed.err()).containsPattern("resuming toy-[0-9a-f]+ after round [1-5]");
        ChildCommand uninterrupted =
                ChildCommand.run(folder, List.of(services), Map.of(), command(config, "uninterrupted"));
        assertThat(uninterrupted.status()).as(uninterrupted.err()).isZero();
        RunFiles.assertSame(
                RunFiles.ofOnly(folder.resolve("killed")), RunFiles.ofOnly(folder.resolve("uninterrupted")));
    }

    @Test
    void clientThatEndsItsProcessMayFail() throws Exception {
        Path services = HaltingMethod.services(folder.resolve("services"));
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("halting"));
        String executor = "executor={\"type\": \"processes\", \"workers\": 1, \"on-lost-client\": \"fail-client\"}";
        ChildCommand finished = ChildCommand.run(
                folder,
                List.of(services),
                Map.of("JAVA_TOOL_OPTIONS", "-Xlog:gc"), // which would print between the messages of a worker
                command(
                        config,
                        "runs",
                        "--set",
                        executor,
                        "--set",
                        "training.participation=1.0",
                        "--set",
                        "training.rounds=2"));
        assertThat(finished.status()).as(finished.err()).isZero();
        Map<String, String> files = RunFiles.ofOnly(folder.resolve("runs"));
        assertThat(files.get("rounds.jsonl").lines().filter(line -> line.contains("No process could train client 1")))
                .as("rounds without client 1")
                .hasSize(1);
        assertThat(files.get("summary.json")).contains("(try 2 of 3)", "(try 3 of 3)");
    }

    private String[] command(Path config, String runs, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "run",
                config.toString(),
                "--runs-dir",
                folder.resolve(runs).toString(),
                "--checkpoint-interval",
                "0s"));
        command.addAll(List.of(options));
        return command.toArray(String[]::new);
    }

    @Test
    void workersEndWithAKilledRun() throws Exception {
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("fedrep"));
        Path runs = folder.resolve("killed");
        String rounds = "training.rounds=100";
        Process run = ChildRun.start(
                config, runs, folder.resolve("log"), rounds, "executor={\"type\": \"processes\", \"workers\": 2}");
        while (run.isAlive() && ChildRun.rounds(runs) < 3) {
            Thread.onSpinWait();
        }
        List<ProcessHandle> workers = workersOf(run.toHandle());
        kill(run.toHandle());
        assertThat(workers).as(Files.readString(folder.resolve("log"))).hasSize(2);
        for (ProcessHandle worker : workers) {
            worker.onExit().get(60, TimeUnit.SECONDS);
        }
        Process resumed = ChildRun.start(config, runs, folder.resolve("log"), rounds);
        assertThat(resumed.waitFor())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        Map<String, String> expected = RunFiles.of(ToyRun.onDisk(folder.resolve("uninterrupted"), "fedrep", rounds));
        RunFiles.assertSame(RunFiles.ofOnly(runs), expected);
    }

    @Test
    void workersWithOtherDataAreRefused() throws IOException {
        GrowingTable table = GrowingTable.in(folder);
        PluginRegistry registry = PluginRegistry.load(LostWorkersTest.class.getClassLoader());
        var config = new RunConfigReader(registry)
                .read(
                        Path.of("..", "examples", "own-data", "csv.json"),
                        List.of("dataset.file=" + table.file(), "executor=processes", "executor.workers=1"))
                .orThrow();
        assertThatThrownBy(() -> Run.execute(
                        config,
                        registry,
                        RunOptions.inMemory(Path.of(""), () -> 0L).withTrackers(List.of(table.tracker()))))
                .hasMessageContainingAll(
                        "Worker process 1 differs from the run",
                        "data file trees.csv: %d records".formatted(table.rows()),
                        "→ %d records".formatted(table.rows() + 1));
    }

    @Test
    void workersThatLoadAnotherPartitionAreRefused() throws IOException {
        Path partition = folder.resolve("part.json");
        Path drawn = ToyRun.onDisk(folder.resolve("drawn"), "fedavg", "training.rounds=1")
                .directory()
                .orElseThrow();
        Files.copy(drawn.resolve("partition.json"), partition);
        RunTracker changing = new RunTracker() {
            @Override
            public void runStarted(RunStart start) {
                try {
                    String clients = Files.readString(partition);
                    // the first client loses an example
                    Files.writeString(partition, clients.replaceFirst("\"train\": \\[[0-9]+,", "\"train\": ["));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
        RunOptions options = RunOptions.inMemory(Path.of(""), () -> 0L).withTrackers(List.of(changing));
        assertThatThrownBy(() -> ToyRun.with(
                        options,
                        "fedavg",
                        "partition={\"type\": \"file\", \"file\": \"%s\"}".formatted(partition),
                        "executor=processes",
                        "executor.workers=1"))
                .hasMessageContainingAll("Worker process 1 differs from the run", "partition.json: SHA-256 ");
    }
}
