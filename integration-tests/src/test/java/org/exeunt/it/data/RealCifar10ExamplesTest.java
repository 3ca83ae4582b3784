package org.exeunt.it.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CIFAR-10 examples with few rounds on the real data, if {@code EXEUNT_DATA} names a folder that contains it. */
class RealCifar10ExamplesTest {
    private static final int CLIENTS = 20;
    private static final Path EXAMPLE = Path.of("..", "examples", "cifar10.json");

    @TempDir
    Path folder;

    private Path cifar;

    @BeforeEach
    void findData() {
        String root = System.getenv("EXEUNT_DATA");
        assumeTrue(root != null, "EXEUNT_DATA is not set");
        cifar = Path.of(root).resolve("cifar-10-batches-bin").toAbsolutePath();
        assumeTrue(Files.isDirectory(cifar), cifar + " is not there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cafedistill", "fedavg"})
    void exampleRunsOnAllRecords(String strategy) {
        TrainedRun run = TrainedRun.of(
                EXAMPLE,
                folder.resolve("runs"),
                "strategy.type=" + strategy,
                "dataset.dir=" + cifar,
                "training.rounds=1",
                "training.local-epochs=1",
                "training.participation=0.1",
                "network.backbone.width=16",
                "evaluation.save-models=false");

        assertThat(run.json("summary.json").at("/setting/clients").intValue()).isEqualTo(CLIENTS);
        assertThat(run.rounds().get(0).get("cohort")).hasSize(2);
        assertThat(run.rounds().get(0).get("failures")).isEmpty();
        assertThat(run.lines("clients.csv")).hasSize(1 + CLIENTS * 4);
    }
}
