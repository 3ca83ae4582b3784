package org.exeunt.it.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ConvNet, trained by one client on all shapes, exceeds 90 % accuracy at its final exit. */
class ShapesLearnabilityTest {
    @TempDir
    Path folder;

    @Test
    void convNetExceedsNinetyPercent() {
        TrainedRun run = TrainedRun.ofSmall(
                folder.resolve("runs"),
                "seed=1",
                "strategy={\"type\": \"local\", \"loss\": {\"exit-weights\": \"sum\"}}",
                "dataset={\"type\": \"shapes\", \"train\": 8000, \"test\": 1000}",
                "partition={\"type\": \"iid\", \"clients\": 1, \"test-fraction\": 0.12}",
                "network.backbone.width=64",
                "training.rounds=4",
                "training.batch-size=16",
                "training.optimizer.learning-rate=0.04",
                "training.optimizer.learning-rate-decay=0.6",
                "evaluation.interval=4");

        JsonNode exits = run.json("summary.json").at("/final-round/exits");
        assertThat(exits).hasSize(3);
        assertThat(exits.at("/2/accuracy/mean").doubleValue())
                .as("final exit; all: %s", exits)
                .isGreaterThan(0.9)
                .isGreaterThan(exits.at("/0/accuracy/mean").doubleValue());
    }
}
