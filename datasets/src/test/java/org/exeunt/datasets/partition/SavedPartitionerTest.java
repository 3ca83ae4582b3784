package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testkit.hostile.HostileJson;
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedPartitionerTest {
    /** a.bin has records 0 to 4, b.bin 5 to 9. */
    private static final Dataset DATASET = LabelledDatasets.of(10, 2);

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    @Test
    void indicesReferToTheConcatenatedSourceFiles() throws IOException {
        Partition partition = partition(
                "{\"source\": [\"b.bin\", \"a.bin\"], \"clients\": [{\"train\": [0, 9], \"test\": [4]}, {\"test\": "
                        + "[], \"train\": [5]}]}");
        assertThat(partition.clients()).hasSize(2);
        assertThat(partition.clients().get(0).train()).containsExactly(5, 4);
        assertThat(partition.clients().get(0).test()).containsExactly(9);
        assertThat(partition.clients().get(1).train()).containsExactly(0);
        assertThat(partition.clients().get(1).test()).isEmpty();
    }

    @Test
    void validationAndCommonTestAreOptional() throws IOException {
        Partition partition = partition(
                "{\"source\": [\"b.bin\"], \"common-test\": [4, 3], \"clients\": [{\"train\": [0], \"validation\": "
                        + "[2, 1], \"test\": []}]}");
        assertThat(partition.clients().get(0).validation()).containsExactly(7, 6);
        assertThat(partition.commonTest()).containsExactly(9, 8);
    }

    @Test
    void readsTheExamplesOfTheServer() throws IOException {
        String clients = "\"clients\": [{\"train\": [0], \"test\": [1]}]}";
        assertThat(partition("{\"source\": [\"b.bin\"], \"server\": [4, 3], " + clients)
                        .server())
                .containsExactly(9, 8);
        assertThat(partition("{\"source\": [\"b.bin\"], " + clients).server()).isEmpty();
    }

    @Test
    void checksumsOfTheDataAreCompared() throws IOException {
        String clients = "\"clients\": [{\"train\": [0], \"test\": [1]}]}";
        assertThat(partition("{\"source\": [{\"sha256\": \"b\", \"name\": \"b.bin\"}], " + clients)
                        .clients())
                .hasSize(1);
    }

    @Test
    void warnsIfExamplesAreLeftOut() throws IOException {
        partition("{\"source\": [\"a.bin\"], \"clients\": [{\"train\": [0, 1, 2], \"test\": [4]}]}");
        assertThat(context.warnings()).singleElement().asString().contains("4 of the 10 examples");
    }

    @Test
    void doesNotWarnIfAllExamplesAreAssigned() throws IOException {
        partition(
                "{\"clients\": [{\"train\": [0,1,2,3,4,5,6,7], \"test\": [8,9]}], \"source\": [\"a.bin\", \"b.bin\"]}");
        assertThat(context.warnings()).isEmpty();
    }

    /** Malformed files and what the error mentions; {@code CLIENTS} is the rest of a valid file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            a,b | line 1, column
            {"source": ["a.bin"],NEWLINE"clients": [{"train": [1, 2 | line 2, column & clients[0].train[2]
            {"source": ["a.bin"], "clients": [{"train": [HUGE | clients[0].train[0]
            [1] | line 1, column 1
            {"source": [], "clients": [], "sources": []} | , sources.
            {"source": ["a.bin"], "source": []} | line 1
            {"clients": []} | line 1
            {"source": ["a.bin"]} | line 1
            {"source": "a.bin"CLIENTS | , source.
            {"source": [1]CLIENTS | source[0]
            {"source": [null]CLIENTS | line 1
            {"source": [{"sha256": "c"}]CLIENTS | source[0]
            {"source": ["a.bin"]CLIENTSNEWLINE{} | line 2
            {"source": ["a.bin"], "clients": []} | clients is empty
            {"source": ["c.bin"]CLIENTS | source[0] is 'c.bin'; expected each of the files & a.bin, b.bin
            {"source": ["a.bin", "a.bin"]CLIENTS | source[1] is 'a.bin'
            {"source": ["a.bin"], "common-test": [0]CLIENTS | common-test[0] is 0
            {"source": ["a.bin"], "server": [2, 0]CLIENTS | server[1] is 0
            {"source": ["a.bin"], "common-test": [1], "clients": [{"train": [0], "test": [2]}]} \
            | clients[0].test and common-test both have indices
            """)
    void reportsTheLocationInMalformedFiles(String json, String mentions) throws IOException {
        String text = json.replace("CLIENTS", ", \"clients\": [{\"train\": [0], \"test\": []}]}")
                .replace("NEWLINE", "\n")
                .replace("HUGE", "9".repeat(2000));
        assertRefused(
                Files.writeString(folder.resolve("split.json"), text), Errors.DATA_31, List.of(mentions.split(" & ")));
    }

    /** Malformed clients of the five examples of a.bin. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            0 | clients[0]
            {"train": [0], "test": [], "tests": []} | clients[0].tests
            {"train": [0]} | clients[0]
            {"train": [0, 1.5], "test": []} | clients[0].train[1]
            {"train": [0, null], "test": []} | clients[0].train[1]
            {"train": [99999999999], "test": []} | clients[0].train[0]
            {"train": ["0"], "test": []} | clients[0].train[0]
            {"train": [0], "test": [5]} | clients[0].test[0] is 5; expected & 0 to 4
            {"train": [0, -1], "test": []} | clients[0].train[1] is -1
            {"train": [3, 3], "test": []} | clients[0].train[1] is 3; expected different
            {"train": [3], "test": [3]} | clients[0].test[0] is 3
            {"train": [2], "validation": [3], "test": [3]} | clients[0].test[0] is 3
            {"train": [3], "test": []}, {"train": [4], "test": [3]} | clients[1].test[0] is 3
            {"train": [3], "test": []}, {"train": [], "test": [4]} | clients[1].train is empty
            """)
    void reportsTheLocationInMalformedClients(String clients, String mentions) throws IOException {
        reportsTheLocationInMalformedFiles("{\"source\": [\"a.bin\"], \"clients\": [" + clients + "]}", mentions);
    }

    @Test
    void refusesPartitionsOfOtherData() throws IOException {
        Path file = Files.writeString(
                folder.resolve("split.json"),
                "{\"source\": [\"b.bin\", {\"name\": \"a.bin\", \"sha256\": \"c\"}], \"clients\": [{\"train\": [0], "
                        + "\"test\": []}]}");
        assertRefused(file, Errors.DATA_41, List.of("source[1].sha256 is c", "has a"));
    }

    @Test
    void refusesFilesThatCannotBeRead() throws IOException {
        assertRefused(folder.resolve("nowhere.json"), Errors.DATA_30, List.of("does not exist"));
        Path empty = Files.createFile(folder.resolve("empty.json"));
        assertRefused(empty, Errors.DATA_30, List.of("it is empty"));
        Files.writeString(empty, "null");
        assertRefused(empty, Errors.DATA_30, List.of("it is the word null"));
        Path device = folder.resolve("device.json");
        DecoyDevice.ZERO.createOrPipe(device);
        assertRefused(device, Errors.DATA_30, List.of("no regular file"));
        Path huge = folder.resolve("huge.json");
        try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
            sparse.setLength((256L << 20) + 1);
        }
        assertRefused(huge, Errors.DATA_30, List.of("256 MiB"));
    }

    private void assertRefused(Path file, Errors error, List<String> mentions) {
        ExeuntException failure = catchThrowableOfType(ExeuntException.class, () -> load(file));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(error.code());
        assertThat(failure)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(mentions.toArray(CharSequence[]::new));
    }

    @Test
    void damagedFilesAreRefusedOrRead() throws IOException {
        JsonNode saved = new ObjectMapper()
                .readTree(
                        "{\"source\": [\"b.bin\", {\"name\": \"a.bin\", \"sha256\": \"a\"}], \"clients\": [{\"train\": "
                                + "[0, 9], \"validation\": [7], \"test\": []}, {\"test\": [], \"train\": [5]}], "
                                + "\"common-test\": [4, 3]}");
        System.out.println(HostileInput.of("partition file", 2_000).read((random, where) -> {
            Path file = folder.resolve("split.json");
            where.is(file.toString());
            Files.write(file, HostileJson.of(saved, random));
            for (Partition.ClientShare share : load(file).clients()) {
                assertThat(share.train()).isNotEmpty();
                assertThat(IntStream.of(share.train())).allMatch(index -> index >= 0 && index <= 9);
            }
        }));
    }

    private Partition partition(String json) throws IOException {
        return load(Files.writeString(folder.resolve("split.json"), json));
    }

    private Partition load(Path file) {
        return new DatasetPlugins()
                .choose(Partitioner.class, "file", new Saved.Options(file))
                .create(context)
                .partition(DATASET, new RandomStreams(0).stream("partition"));
    }
}
