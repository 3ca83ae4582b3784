package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partition;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.datasets.shapes.ShapesSource;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

/** A scheme of another project has the split options of the built-in partitioners. */
class PartitionSchemeTest {
    @Test
    void schemesHoldOutAndSubsample() {
        Dataset dataset = new DatasetPlugins()
                .choose(DatasetSource.class, "shapes", new ShapesSource.Options(80, 20, 0.5, 0.1))
                .create(new RecordingContext())
                .load(new RandomStreams(1));
        PartitionScheme everySecond = (pool, random) -> new int[][] {
            IntStream.of(pool.indices()).filter(index -> index % 2 == 0).toArray(),
            IntStream.of(pool.indices()).filter(index -> index % 2 == 1).toArray()
        };

        Partition partition = everySecond
                .partitioner(
                        new SplitOptions(Split.MERGE_SPLIT, 0.25, Optional.of(0.25), 0.8, Optional.empty()),
                        warning -> {})
                .partition(dataset, new RandomStreams(1).stream("partition"));

        assertThat(partition.clients()).hasSize(2).allSatisfy(share -> {
            assertThat(share.train()).hasSize(20);
            assertThat(share.validation()).hasSize(10);
            assertThat(share.test()).hasSize(10);
        });
        assertThat(IntStream.of(partition.clients().get(0).train())).allMatch(index -> index % 2 == 0);
    }
}
