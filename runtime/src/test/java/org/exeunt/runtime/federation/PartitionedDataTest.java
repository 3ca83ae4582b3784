package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Owners;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testsupport.Blobs;
import org.junit.jupiter.api.Test;

class PartitionedDataTest {
    /** The first half of the examples has an owner with the name of a client. */
    private static final Owners OWNERS = new Owners(
            List.of("1", "zoe"), IntStream.range(0, 30).map(i -> i / 15).toArray());

    private static List<String> names(int members, int[]... examples) {
        Dataset blobs = Blobs.source(30).load(new RandomStreams(1));
        Dataset dataset = new Dataset(
                blobs.name(),
                blobs.input(),
                blobs.classNames(),
                blobs.train(),
                blobs.test(),
                blobs.files(),
                Optional.of(OWNERS));
        return new PartitionedData(
                        dataset,
                        Partition.of(Stream.of(examples)
                                .map(train -> ClientShare.of(train, new int[0]))
                                .toList()),
                        List.of(),
                        FeatureShift.of(Optional.empty(), members, dataset.input(), new RandomStreams(1)))
                .names(members);
    }

    @Test
    void clientsAreNamedByTheirOwners() {
        assertThat(names(2, new int[] {20}, new int[] {3, 4})).containsExactly("zoe", "1");
        assertThat(names(1, new int[] {20}, new int[] {21}))
                .as("without the new client")
                .containsExactly("zoe");
    }

    @Test
    void clientsThatShareAnOwnerAreNamedByTheirIds() {
        assertThat(names(3, new int[] {3}, new int[] {20}, new int[] {21})).containsExactly("0", "1", "2");
        assertThat(names(2, new int[] {3}, new int[] {4, 20})).containsExactly("0", "1");
    }
}
