package org.exeunt.it.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunForgery;
import org.exeunt.runtime.model.PersonalModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --device} in a build without CUDA: an unavailable device is reported once, in plain text. */
class DeviceTest {
    private static final String REASON = "this build has no CUDA backend";

    @TempDir
    private Path folder;

    private String config;

    @BeforeEach
    void writeConfiguration() throws IOException {
        assumeTrue(
                getClass().getClassLoader().getResource("org/nd4j/linalg/jcublas/JCublasBackend.class") == null,
                "the build has the profile cuda");
        config = Files.writeString(
                        folder.resolve("run.json"),
                        """
                {
                  "name": "placed", "seed": 5,
                  "dataset":   { "type": "shapes", "train": 60, "test": 20 },
                  "partition": { "type": "iid", "clients": 2, "test-fraction": 0.25 },
                  "network":   { "backbone": { "type": "mlp", "hidden": [6, 5] } },
                  "strategy":  "local",
                  "training":  { "rounds": 1, "batch-size": 8 }
                }
                """)
                .toString();
    }

    private CommandLineRun run(String... device) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of(
                                "run",
                                config,
                                "--runs-dir",
                                folder.resolve("runs").toString()),
                        Stream.of(device))
                .toArray(String[]::new));
    }

    private Path onlyRun() throws IOException {
        return ChildRun.finished(folder.resolve("runs")).orElseThrow();
    }

    @Test
    void unusableGpuIsRefused() {
        run("--device", "cuda").assertRefused(6, "RESOURCE", REASON, "mvn -Pcuda", "device cpu");
    }

    @Test
    void autoFallsBackToCpuWithOneNotice() throws IOException {
        CommandLineRun run = run("--device", "auto");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err().lines().filter(line -> line.contains("device auto")))
                .singleElement()
                .asString()
                .contains("on the CPU", REASON);
        assertThat(onlyRun().resolve("config.json")).content().contains("\"device\" : \"auto\"");
    }

    @Test
    void deviceIsPartOfTheRunIdentity() throws IOException {
        assertThat(run().status()).isZero();
        assertThat(run("--device", "cpu").err()).contains("finished before");
        assertThat(run("--device", "auto").err()).doesNotContain("finished before");
    }

    @Test
    void unknownDeviceIsAConfigurationError() {
        run("--device", "tpu").assertRefused(2, "CONFIG", "engine.device", "tpu", "cpu");
    }

    @Test
    void modelTrainedOnGpuIsEvaluatedOnCpu() throws IOException {
        assertThat(run().status()).isZero();
        Path run = onlyRun();
        Path resolved = run.resolve("config.json");
        Files.writeString(
                resolved, Files.readString(resolved).replace("\"device\" : \"cpu\"", "\"device\" : \"cuda\""));
        RunForgery.updateIdentity(run);
        CommandLineRun.of("evaluate %s", run).assertRefused(6, "RESOURCE", REASON);
        CommandLineRun.succeeding("evaluate %s --device cpu", run);
        CommandLineRun.succeeding("export %s --client 0 --output %s --device cpu", run, folder.resolve("model.zip"));
        try (PersonalModel model = PersonalModel.open(
                run,
                new ClientId(0),
                "{\"type\": \"confidence\", \"thresholds\": [0.8]}",
                List.of("engine.device=cpu"))) {
            assertThat(model.exits()).isEqualTo(2);
        }
    }

    @Test
    void doctorReportsDevicesAndComputeLibraries() {
        assertThat(CommandLineRun.succeeding("doctor").out())
                .contains(
                        "java", "machine", "engine dl4j", "plugins", "device cpu: ", "CUDA cannot be used: " + REASON);
        assertThat(CommandLineRun.succeeding("doctor --json").json())
                .extracting(each -> each.get("sentence").textValue())
                .anyMatch(sentence -> sentence.startsWith("device cpu: "))
                .anyMatch(sentence -> sentence.contains("oneDNN"))
                .anyMatch(sentence -> sentence.contains(REASON));
    }
}
