package org.exeunt.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may set which properties of Spark. */
class SparkOptionsTest {
    @TempDir
    Path folder;

    @Test
    void configurationsMayNotRunCodeOrSendDataElsewhere() throws Exception {
        List<String> properties = List.of(
                "spark.executor.extraJavaOptions=-XX:OnError=touch",
                "spark.executorEnv.LD_PRELOAD=a.so",
                "spark.driver.extraClassPath=a.jar",
                "spark.jars=http://stranger/a.jar",
                "spark.plugins=a.Plugin",
                "spark.master=yarn");
        String executor = "executor={\"type\": \"spark\", \"master\": \"spark://stranger:7077\", \"conf\": "
                + "[\"spark.executor.memory=1g\", \"%s\"]}".formatted(String.join("\", \"", properties));
        CommandLineRun refused =
                CommandLineRun.of("config validate %s --set %s --set training.rounds=-1", configuration(), executor);
        refused.assertRefused(
                2, "CONFIG", "spark.master=spark://stranger:7077", "SPARK_CONF_DIR", "spark-defaults.conf", "rounds");
        assertThat(refused.err()).contains(properties).doesNotContain("memory=1g");
    }

    /** All in one report, with what the machine has nothing to do with; the rest when the run would start. */
    @Test
    void validationRefusesWhatSparkCannotRun() throws Exception {
        String executor = "executor={\"type\": \"spark\", \"master\": \"%s\", \"conf\": [%s]}";
        CommandLineRun.of(
                        "config validate %s --set %s --set training.rounds=-1",
                        configuration(),
                        executor.formatted(
                                "local[99999999]", "\"spark.executor.memory=-1g\", \"spark.network.timeout=0\""))
                .assertRefused(2, "CONFIG", "local[99999999]", "memory=-1g", "timeout=0", "rounds");
        CommandLineRun.of(
                        "config validate %s --set %s",
                        configuration(), executor.formatted("local-cluster[9999,1,512]", ""))
                .assertRefused(2, "CONFIG", "local-cluster[9999,1,512]", "cores");
    }

    @Test
    @Tag("slow")
    void usersNameTheirClusterInTheirDefaults() throws Exception {
        Files.writeString(folder.resolve("spark-defaults.conf"), "spark.master  local[2]\n");
        Path runs = folder.resolve("runs");
        ChildCommand run = ChildCommand.run(
                folder,
                List.of(),
                Map.of("SPARK_CONF_DIR", folder.toString()),
                "run",
                configuration(),
                "--runs-dir",
                runs.toString(),
                "--set",
                "executor=spark");
        assertThat(run.status()).as(run.err()).isZero();
        Path statistics = ChildRun.finished(runs).orElseThrow().resolve("executor.csv");
        assertThat(Files.readString(statistics)).containsPattern("(?m)^driver,.*,trained,");
    }

    private String configuration() throws Exception {
        return Files.writeString(folder.resolve("run.json"), ToyRun.file("fedavg"))
                .toString();
    }
}
