package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FedBN on a network of Deeplearning4j with batch norm. */
class FedBnOnResNetTest {
    @TempDir
    Path folder;

    private Path configuration(String strategy) throws IOException {
        return Files.writeString(
                folder.resolve(strategy + ".json"),
                """
                {
                  "name": "%s", "seed": 3,
                  "dataset":   { "type": "shapes", "train": 24, "test": 8 },
                  "partition": { "type": "iid", "clients": 2 },
                  "network":   { "backbone": { "type": "resnet18", "width": 4 } },
                  "strategy":  { "type": "%s" },
                  "training":  { "rounds": 2, "batch-size": 6, "optimizer": { "learning-rate": 0.02 } }
                }
                """
                        .formatted(strategy, strategy));
    }

    private List<ParameterSet> models(String strategy) throws IOException {
        TrainedRun run = TrainedRun.of(configuration(strategy), folder.resolve(strategy));
        return List.of(model(run, 0), model(run, 1));
    }

    private static ParameterSet model(TrainedRun run, int client) throws IOException {
        return ModelFile.read(run.directory().resolve("models/client-%d.safetensors".formatted(client)))
                .parameters();
    }

    @Test
    void clientsKeepTheirBatchNormAndShareEverythingElse() throws IOException {
        List<ParameterSet> models = models("fedbn");
        ParameterLayout layout = models.get(0).layout();
        BlockSet batchNorm = layout.select(block -> block.name().matches(".*(gamma|beta)"));
        BlockSet shared = layout.trainable().minus(batchNorm);
        assertThat(batchNorm.blocks()).hasSizeGreaterThan(30);
        assertThat(models.get(0).select(shared)).isEqualTo(models.get(1).select(shared));
        for (Block block : batchNorm.blocks()) {
            BlockSet one = layout.select(block::equals);
            assertThat(models.get(0).select(one))
                    .as(block.name())
                    .isNotEqualTo(models.get(1).select(one));
        }
        List<ParameterSet> averaged = models("fedavg");
        assertThat(averaged.get(0).select(batchNorm)).isEqualTo(averaged.get(1).select(batchNorm));
    }

    /** As scales and offsets of untrained stages stay initial, averaged statistics are not advised either. */
    @Test
    void averagedStatisticsAreWarnedOf() throws IOException {
        String configuration = configuration("fedbn").toString();
        CommandLineRun average =
                CommandLineRun.succeeding("run %s --dry-run --set training.running-statistics=average", configuration);
        assertThat(average.out() + average.err())
                .contains("'fedbn' keeps", "blocks of the backbone personal", "Set it to 'local'");
        CommandLineRun capacity =
                CommandLineRun.succeeding("run %s --dry-run --set coordination=capacity", configuration);
        assertThat(capacity.out() + capacity.err())
                .contains("initial running statistics")
                .doesNotContain("'average'");
    }
}
