package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.runs.DryRun;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.store.files.LockFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run} with several seeds, without running, and its last lines. */
class RunCommandTest {
    @TempDir
    Path folder;

    private Path runs;

    @BeforeEach
    void writeConfiguration() throws IOException {
        runs = folder.resolve("my runs");
        Files.writeString(folder.resolve("toy.json"), ToyRun.file("fedavg"));
    }

    private CommandLineRun run(String... options) {
        List<String> line =
                new ArrayList<>(List.of("run", folder.resolve("toy.json").toString(), "--runs-dir", runs.toString()));
        line.addAll(List.of(options));
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith(".")) // lock files
                    .sorted()
                    .toList();
        }
    }

    @Test
    void endNamesReportAndNextCommands() throws IOException {
        CommandLineRun run = run();
        String title = names(runs).get(0);
        assertThat(run.err().lines().toList())
                .endsWith(
                        "Next: open %s in a browser, or"
                                .formatted(runs.resolve(title).resolve("report.html")),
                        "  exeunt predict %s --client 0 --input test:1 --runs-dir '%s'".formatted(title, runs),
                        "  exeunt compare %s ANOTHER-RUN --runs-dir '%s'".formatted(title, runs));
        assertThat(run("--json").err()).doesNotContain("Next:");

        CommandLineRun quiet = run("--quiet", "--set", "seed=3");
        assertThat(quiet.err()).isEmpty();
        assertThat(quiet.out()).contains("mean of exits");
        assertThat(run("--set", "evaluation.save-models=false").err())
                .contains("  exeunt runs show ")
                .doesNotContain("predict");
    }

    /** A finished run can also be in a folder that cannot be written. */
    @Test
    @SuppressWarnings("try") // the lock is only held
    void finishedRunIsReusedWithoutItsLock() throws IOException {
        CommandLineRun first = run();
        Path directory = runs.resolve(names(runs).get(0));
        Map<String, String> files = RunFiles.contents(directory);
        Path lock = runs.resolve("." + directory.getFileName() + ".lock");
        try (LockFile held = LockFile.take(lock).orElseThrow()) {
            CommandLineRun second = run();
            assertThat(second.err())
                    .contains("finished before, see " + directory)
                    .doesNotContain("written to");
            assertThat(second.out()).isEqualTo(first.out());
        }
        assertThat(RunFiles.contents(directory)).isEqualTo(files);
        assertThat(run("--rerun").err()).contains("written to " + directory);
    }

    @Test
    void nextCommandsNameAClientWithAModel() throws IOException {
        CommandLineRun run = run("--set", "evaluation.clients=2");
        String predict = run.err()
                .lines()
                .filter(line -> line.contains(" predict "))
                .findFirst()
                .orElseThrow();
        String client = predict.replaceFirst(".* --client (\\d+) .*", "$1");
        assertThat(client).as("not the first client, with this seed").isNotEqualTo("0");
        assertThat(runs.resolve(names(runs).get(0)).resolve("models/client-%s.safetensors".formatted(client)))
                .exists();
    }

    @Test
    void newClientsAreCompared() throws IOException {
        assertThat(run("--seeds", "1-2", "--set", "evaluation.new-clients=2").out())
                .containsPattern("new clients, % +\\d+\\.\\d +± \\d+\\.\\d");
        List<String> titles = names(runs);
        String[] diff = {"runs", "diff", titles.get(0), titles.get(1), "--runs-dir", runs.toString()};
        assertThat(CommandLineRun.succeeding(diff).out()).containsPattern("new clients, % +\\d+\\.\\d +\\d+\\.\\d +");
        assertThat(CommandLineRun.succeeding(Stream.concat(Stream.of(diff), Stream.of("--json"))
                                .toArray(String[]::new))
                        .json()
                        .get("results"))
                .allSatisfy(result -> assertThat(result).hasSize(3))
                .extracting(result -> result.get("key").textValue())
                .contains("accuracy-new-clients");
    }

    @Test
    void stoppedDryRunDoesNotPromiseToResume() {
        PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());
        RunConfig config = new RunConfigReader(registry)
                .read(folder.resolve("toy.json"), List.of())
                .orThrow();
        StatusLine status = new StatusLine(new PrintStream(OutputStream.nullOutputStream()), false, 80, false);
        assertThatThrownBy(() -> DryRun.of(config, config, registry, runs, status, () -> true))
                .isInstanceOfSatisfying(
                        ExeuntException.class,
                        stopped -> assertThat(stopped.code().category()).isEqualTo(ErrorCategory.STOPPED))
                .hasMessage("Stopped on request. Nothing is kept; the same command starts over.");
    }

    @Test
    void seedsRunOneAfterTheOther() throws IOException {
        String one = ToyRun.onDisk(runs, "fedavg", "seed=1")
                .directory()
                .orElseThrow()
                .getFileName()
                .toString();
        ToyRun.stopAfter(2, RunOptions.onDisk(Path.of(""), runs, () -> 0L), "fedavg", "seed=2");

        CommandLineRun all = run("--seeds", "1-2,9");
        assertThat(all.status()).as(all.err()).isZero();
        assertThat(all.err())
                .contains("finished before, see " + runs.resolve(one), "resuming toy-", "after round 2")
                .containsPattern("Next:\\R  exeunt compare " + one + " toy-\\w+ toy-\\w+ --runs-dir ");
        assertThat(all.out())
                .containsPattern("fedavg on .*, 3 seeds: 1, 2, 9; mean ± standard deviation")
                .containsPattern("mean of exits, % +\\d+\\.\\d +± \\d+\\.\\d");
        assertThat(names(runs)).hasSize(3);

        JsonNode json = run("--seeds", "1-2,9", "--json").json();
        assertThat(json.get("runs"))
                .extracting(each -> each.at("/setting/seed").intValue())
                .containsExactly(1, 2, 9);
        double sum = 0;
        for (JsonNode each : json.get("runs")) {
            sum += each.at("/final-round/mean-accuracy/mean").doubleValue();
        }
        JsonNode mean = json.get("figures").get(3);
        assertThat(mean.get("key").textValue()).isEqualTo("accuracy-mean");
        assertThat(mean.get("mean").doubleValue()).isCloseTo(sum / 3, offset(1e-12));
        assertThat(mean.get("values")).hasSize(3);
    }

    @Test
    void earlyStopsOfSeedsArePrinted() {
        String[] stop = {"--set", "partition.validation-fraction=0.2", "--set", "training.stop={\"target\": 0.001}"};
        String reason = "stopped after round 3 of 6: the validation accuracy reached ";
        assertThat(run(Stream.concat(Stream.of("--seeds", "1-2"), Stream.of(stop))
                                .toArray(String[]::new))
                        .out())
                .contains("seed 1 " + reason, "seed 2 " + reason);
    }

    @Test
    void seedThatFailsDoesNotEndTheOthers() throws IOException {
        Path damaged = ToyRun.onDisk(runs, "fedavg", "seed=2").directory().orElseThrow();
        Files.writeString(damaged.resolve("evaluations.jsonl"), "damaged");

        run("--seeds", "2-3").assertRefused(4, "DATA", "evaluations.jsonl");
        assertThat(names(runs)).as("the first seed").hasSize(1);

        CommandLineRun all = run("--seeds", "1,2,9");
        assertThat(all.status()).isEqualTo(ErrorCategory.DATA.exitStatus());
        assertThat(all.err())
                .contains("seed 2 failed: DATA-", "Next:", "  exeunt compare ")
                .containsPattern("DATA-\\d\\d  1 of 3 seeds failed\\. Seed 2: .*evaluations\\.jsonl");
        assertThat(all.out()).contains("2 seeds: 1, 9;");

        CommandLineRun json = run("--seeds", "1,2,9", "--json");
        assertThat(json.status()).isEqualTo(ErrorCategory.DATA.exitStatus());
        assertThat(json.json().get("runs"))
                .extracting(each -> each.at("/setting/seed").intValue())
                .containsExactly(1, 9);
    }

    @Test
    void divergingSeedsAreAllNamed() {
        CommandLineRun diverging = run(
                "--seeds",
                "1-2",
                "--json",
                "--set",
                "training.optimizer.learning-rate=10",
                "--set",
                "training.optimizer.weight-decay=1",
                "--set",
                "training.local-epochs=40");
        assertThat(diverging.status()).isEqualTo(ErrorCategory.NUMERIC.exitStatus());
        assertThat(diverging.err())
                .containsPattern("NUMERIC-\\d\\d  2 of 2 seeds failed\\. Seed 1: ")
                .containsPattern("\\R  Seed 2: NUMERIC-\\d\\d ");
        assertThat(diverging.json().get("runs")).isEmpty();
        assertThat(diverging.json().get("figures")).isEmpty();
    }

    @Test
    void seedOfSeriesIsTheRunOfThatSeed() throws IOException {
        run("--seeds", "5");
        assertThat(run("--set", "seed=5").err()).contains("finished before");
        assertThat(names(runs)).hasSize(1);
    }

    @Test
    void invalidSeedsAreRefusedBeforeAnyRun() {
        run("--seeds", "2-1").assertRefused(2, "CONFIG", "CONFIG-09", "'2-1'");
        run("--seeds", "1,2", "--set", "strategy.nu=1").assertRefused(2, "CONFIG", "CONFIG-01", "strategy.nu");
        assertThat(runs).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fedavg", "cafedistill", "scalefl", "ditto", "local"})
    void dryRunPredictsTrafficAndLeavesNothing(String strategy) throws IOException {
        String[] method = {"--set", "strategy=" + strategy, "--set", "coordination=all-exits"};
        JsonNode estimate = run(Stream.concat(Stream.of(method), Stream.of("--dry-run", "--json"))
                        .toArray(String[]::new))
                .json();
        assertThat(runs).doesNotExist();
        assertThat(estimate.get("rounds").intValue()).isEqualTo(6);
        assertThat(estimate.get("evaluations").intValue()).isEqualTo(2);
        assertThat(estimate.get("seconds").doubleValue()).isPositive();
        assertThat(estimate.get("memory-bytes").longValue()).isPositive();

        JsonNode work = run(Stream.concat(Stream.of(method), Stream.of("--json"))
                        .toArray(String[]::new))
                .json()
                .get("work");
        if (!strategy.equals("scalefl")) { // its clients differ in size, and so do cohorts
            assertThat(estimate.get("downlink-bytes")).isEqualTo(work.get("downlink-bytes"));
            assertThat(estimate.get("uplink-bytes")).isEqualTo(work.get("uplink-bytes"));
        }
        long size = CommandLineRun.succeeding("runs list --json --runs-dir %s", runs)
                .json()
                .get(0)
                .get("bytes")
                .longValue();
        assertThat(estimate.get("disk-bytes").longValue()).isBetween(size * 8 / 10, size * 12 / 10);
    }

    @Test
    void dryRunPrintsOneLinePerResource() {
        CommandLineRun run = run("--dry-run", "--seeds", "1-4");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.split(" +")[0]))
                .containsExactly("time", "memory", "traffic", "disk", "all");
        assertThat(run.out()).containsPattern("all 4 seeds: about .*, \\d.* on disk");
        run("--dry-run", "--set", "training.rounds=0").assertRefused(2, "CONFIG", "training.rounds");
    }

    @Test
    void dryRunOfOneRoundWorks() {
        assertThat(run("--dry-run", "--set", "training.rounds=1", "--json")
                        .json()
                        .get("evaluations")
                        .intValue())
                .isEqualTo(1);
    }
}
