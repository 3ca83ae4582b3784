package org.exeunt.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.HaltingMethod;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors that are killed, that clients end, or that cannot start. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class SparkLostExecutorsTest {
    private static final String ROUNDS = "training.rounds=3";

    @TempDir
    Path folder;

    /** One executor is killed (SIGKILL) while it trains, or evaluates, client 1. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedExecutorIsReplaced(boolean inEvaluation) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home/jars")).getParent();
        Map<String, String> environment = new HashMap<>(Map.of(
                HaltingMethod.KILLS_ONCE, folder.resolve("killed-once").toString(), "SPARK_HOME", home.toString()));
        if (inEvaluation) {
            environment.put(HaltingMethod.IN_EVALUATION, "yes");
        }
        assertSucceeds(halting("killed", environment, "--set", LocalCluster.executor()));
        assertThat(folder.resolve("killed-once")).exists();
        assertThat(home).as("where Spark's workers leave folders").isDirectoryNotContaining("glob:**/work");
        assertSucceeds(halting("threads"));

        Map<String, String> files = RunFiles.ofOnly(folder.resolve("killed"));
        Map<String, String> expected = RunFiles.ofOnly(folder.resolve("threads"));
        String statistics = RunFiles.contents(
                        ChildRun.finished(folder.resolve("killed")).orElseThrow())
                .get("executor.csv");
        assertThat(statistics.lines().filter(line -> line.matches("\\d+,[^,]+,failed-tries,1")))
                .hasSize(1);
        // three rounds of four clients, and an evaluation of eight
        assertThat(sum(statistics, "trained")).isEqualTo(12);
        assertThat(sum(statistics, "evaluated")).isEqualTo(8);
        assertThat(sum(statistics, "task-bytes")).isPositive();
        assertThat(sum(statistics, "result-bytes")).isPositive();
        assertThat(files.get("summary.json"))
                .containsPattern(
                        "Executor [01] on host \\S+ was lost \\(Command exited with code 137\\) while it was to "
                                + (inEvaluation ? "evaluate" : "train")
                                + " client 1 in round [23]; the task was repeated");
        // summary and outline contain the warnings, the manifest their checksums
        for (String name : List.of("summary.json", "outline.json", "manifest.json")) {
            files.remove(name);
            expected.remove(name);
        }
        assertThat(files).isEqualTo(expected).containsKeys("config.json", "rounds.jsonl", "clients.csv");
    }

    private static long sum(String statistics, String figure) {
        return statistics
                .lines()
                .map(line -> line.split(",", 4))
                .filter(values -> values[2].equals(figure))
                .mapToLong(values -> Long.parseLong(values[3]))
                .sum();
    }

    @Test
    void clientThatEndsItsExecutorsEndsTheRun() throws Exception {
        ChildCommand ended = halting("killed", "--set", LocalCluster.executor());
        assertThat(ended.status()).as(ended.err()).isEqualTo(6);
        assertThat(ended.err())
                .containsPattern("RESOURCE-36  No executor could train client 1 in round [23]: executor \\d+ on host "
                        + "\\S+ was lost \\(Command exited with code " + HaltingMethod.STATUS)
                .contains("of 4 tries", "--set executor=local", "The same command resumes");

        ChildCommand resumed = halting("killed", "--resume", "--set", "executor=local");
        assertSucceeds(resumed);
        assertThat(resumed.err()).containsPattern("resuming toy-[0-9a-f]+ after round [12]");
        assertSucceeds(halting("threads"));
        RunFiles.assertSame(RunFiles.ofOnly(folder.resolve("killed")), RunFiles.ofOnly(folder.resolve("threads")));
    }

    @Test
    void clientThatEndsItsExecutorsMayFail() throws Exception {
        assertSucceeds(halting(
                "runs",
                "--set",
                LocalCluster.executor(
                        "\"on-lost-client\": \"fail-client\"", "\"conf\": [\"spark.task.maxFailures=1\"]"),
                "--set",
                "training.participation=1.0",
                "--set",
                "training.rounds=2"));
        Map<String, String> files = RunFiles.ofOnly(folder.resolve("runs"));
        assertThat(files.get("rounds.jsonl").lines().filter(line -> line.contains("No executor could train client 1")))
                .as("rounds without client 1")
                .hasSize(1);
        assertThat(files.get("rounds.jsonl").split("No executor could train", -1))
                .as("around lost clients")
                .hasSize(2);
    }

    private ChildCommand halting(String runs, String... options) throws Exception {
        return halting(runs, Map.of(), options);
    }

    private ChildCommand halting(String runs, Map<String, String> environment, String... options) throws Exception {
        Path services = HaltingMethod.services(folder.resolve("services"));
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("halting"));
        List<String> command = new ArrayList<>(List.of(
                "run",
                config.toString(),
                "--runs-dir",
                folder.resolve(runs).toString(),
                "--checkpoint-interval",
                "0s",
                "--set",
                ROUNDS));
        command.addAll(List.of(options));
        return ChildCommand.run(folder, List.of(services), environment, command.toArray(String[]::new));
    }

    private static void assertSucceeds(ChildCommand command) {
        assertThat(command.status()).as(command.err()).isZero();
    }

    @Test
    void executorsThatCannotStartEndTheRun() throws Exception {
        Files.writeString(
                folder.resolve("spark-defaults.conf"), "spark.executor.extraJavaOptions  -javaagent:absent.jar\n");
        ChildCommand ended =
                halting("runs", Map.of("SPARK_CONF_DIR", folder.toString()), "--set", LocalCluster.executor());
        assertThat(ended.status()).as(ended.err()).isEqualTo(6);
        assertThat(ended.err()).contains("RESOURCE-34", "spark-defaults.conf", "absent.jar");
    }
}
