package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testkit.hostile.HostileJson;
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of the partitioner {@code file} are rejected with an error, or have valid indices. */
class HostilePartitionTest {
    private static final Dataset DATASET = LabelledDatasets.of(10, 2);
    private static final String SAVED =
            "{\"source\": [\"b.bin\", {\"name\": \"a.bin\", \"sha256\": \"a\"}], \"clients\": [{\"train\": [0, 9], "
                    + "\"validation\": [7], \"test\": []}, {\"test\": [], \"train\": [5]}], \"common-test\": [4, 3]}";

    @TempDir
    Path folder;

    @Test
    void readsOrRejectsMalformedFiles() throws IOException {
        JsonNode saved = new ObjectMapper().readTree(SAVED);
        HostileInput.Outcomes outcomes = HostileInput.of("partition file", 2_000)
                .read((random, where) -> {
                    Path file = folder.resolve("split.json");
                    where.is(file.toString());
                    Files.write(file, HostileJson.of(saved, random));
                    for (Partition.ClientShare share : partition(file).clients()) {
                        assertThat(share.train()).isNotEmpty();
                        for (int index : share.train()) {
                            assertThat(index).isBetween(0, 9);
                        }
                    }
                });
        System.out.println(outcomes);
    }

    private static Partition partition(Path file) {
        return new Saved(file, warning -> {}).partition(DATASET, null);
    }

    @Test
    void doesNotReadADevice() throws IOException {
        Path file = folder.resolve("split.json");
        DecoyDevice.ZERO.createOrPipe(file);
        assertThatThrownBy(() -> partition(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("split.json", "no regular file");
    }

    @Test
    void rejectsOversizedFiles() throws IOException {
        Path file = folder.resolve("split.json");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength((256L << 20) + 1);
        }
        assertThatThrownBy(() -> partition(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("split.json", "256 MiB");
    }
}
