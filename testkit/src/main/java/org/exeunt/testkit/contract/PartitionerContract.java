package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.data.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** Checks the contract of a {@link Partitioner}, rules D1 to D4. */
public abstract class PartitionerContract extends OptionEffects<Partitioner> {
    private static final int TRAIN = 900;
    private static final int TEST = 300;

    /**
     * Returns the data set to partition. The default has ten classes of vectors, with 900 training and 300 test
     * examples in two files.
     */
    protected Dataset dataset() {
        Examples all =
                new GaussianBlobs(10, 3, STREAMS.stream("centres")).draw(TRAIN + TEST, STREAMS.stream("examples"));
        return Dataset.of(
                "Blobs",
                InputShape.vector(3),
                IntStream.range(0, 10).mapToObj(c -> "class " + c).toList(),
                all.select(IntStream.range(0, TRAIN).toArray()),
                all.select(IntStream.range(TRAIN, TRAIN + TEST).toArray()),
                List.of(
                        new Dataset.File("train", TRAIN, "0".repeat(64)),
                        new Dataset.File("test", TEST, "1".repeat(64))));
    }

    @EachVariant("an example is assigned twice, perhaps to the training and the test part of one client, or to a "
            + "client and the common test or the server")
    void d01_everyExampleIsAssignedAtMostOnce(PluginChoice<Partitioner> variant) {
        for (int draw = 0; draw < 5; draw++) {
            BitSet seen = new BitSet();
            int size = dataset().all().size();
            for (int[] part : parts(partition(variant, draw))) {
                for (int index : part) {
                    assertThat(index).as("D1: index, draw %d", draw).isBetween(0, size - 1);
                    assertThat(seen.get(index))
                            .as("D1: example %d is assigned twice, draw %d", index, draw)
                            .isFalse();
                    seen.set(index);
                }
            }
        }
    }

    @EachVariant("a client has no training examples; draw again or move examples to it")
    void d02_everyClientHasTrainingExamples(PluginChoice<Partitioner> variant) {
        for (int draw = 0; draw < 5; draw++) {
            Partition partition = partition(variant, draw);
            assertThat(partition.clients()).as("D2: clients, draw %d", draw).isNotEmpty();
            for (int i = 0; i < partition.clients().size(); i++) {
                assertThat(partition.clients().get(i).train())
                        .as("D2: training examples of client %d, draw %d", i, draw)
                        .isNotEmpty();
            }
        }
    }

    @EachVariant("random numbers come from another source than the stream passed in, or state is kept between calls")
    void d03_equalStreamsGiveEqualPartitions(PluginChoice<Partitioner> variant) {
        Partitioner partitioner = create(variant);
        Partition once = partitioner.partition(dataset(), STREAMS.stream("partition", 0));
        Partition other = partitioner.partition(dataset(), STREAMS.stream("partition", 1));
        Partition again = partitioner.partition(dataset(), STREAMS.stream("partition", 0));

        assertThat(again).as("D3: partition").isEqualTo(once);
        assertThat(partition(variant, 1))
                .as("D3: partition by another instance")
                .isEqualTo(other);
    }

    @FailureHint(OtherOptions.HINT)
    @Test
    void d04_everyOptionHasAnEffect() {
        assertOptionsHaveEffects("D4", variant -> partition(variant, 0));
    }

    private Partition partition(PluginChoice<Partitioner> variant, int draw) {
        return create(variant).partition(dataset(), STREAMS.stream("partition", draw));
    }

    private static List<int[]> parts(Partition partition) {
        List<int[]> parts = new ArrayList<>();
        partition.clients().forEach(share -> {
            parts.add(share.train());
            parts.add(share.validation());
            parts.add(share.test());
        });
        parts.add(partition.commonTest());
        parts.add(partition.server());
        return parts;
    }
}
