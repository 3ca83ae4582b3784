package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    private record Case(String name, String json, ErrorCode code, List<String> mentions) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> malformed() {
        return Stream.of(
                text("empty file", "", SavedPartition.MALFORMED, "line 1"),
                text("not JSON", "a,b\n1,2", SavedPartition.MALFORMED, "line 1, column"),
                text(
                        "cut off",
                        "{\"source\": [\"a.bin\"],\n\"clients\": [{\"train\": [1, 2",
                        SavedPartition.MALFORMED,
                        "line 2, column",
                        "clients[0].train[2]"),
                text(
                        "a number of many digits",
                        "{\"source\": [\"a.bin\"], \"clients\": [{\"train\": [" + "9".repeat(2000),
                        SavedPartition.MALFORMED,
                        "clients[0].train[0]"),
                text("an array instead of an object", "[1]", SavedPartition.MALFORMED, "line 1, column 1"),
                text(
                        "unknown key",
                        "{\"source\": [], \"clients\": [], \"sources\": []}",
                        SavedPartition.MALFORMED,
                        ", sources."),
                text("key twice", "{\"source\": [\"a.bin\"], \"source\": []}", SavedPartition.MALFORMED, "line 1"),
                text("no source", "{\"clients\": []}", SavedPartition.MALFORMED, "line 1"),
                text("no clients", "{\"source\": [\"a.bin\"]}", SavedPartition.MALFORMED, "line 1"),
                text("source not an array", "{\"source\": \"a.bin\"}", SavedPartition.MALFORMED, ", source."),
                text("source not names", "{\"source\": [1]}", SavedPartition.MALFORMED, "source[0]"),
                text("no file", "{\"source\": [null], \"clients\": []}", SavedPartition.MALFORMED, "line 1"),
                text(
                        "text behind the end",
                        "{\"source\": [\"a.bin\"], \"clients\": []}\n{}",
                        SavedPartition.MALFORMED,
                        "line 2"),
                text(
                        "no client",
                        "{\"source\": [\"a.bin\"], \"clients\": []}",
                        Saved.NO_TRAINING_EXAMPLES,
                        "clients is empty"),
                clients("client not an object", "[0]", SavedPartition.MALFORMED, "clients[0]"),
                clients(
                        "unknown key of a client",
                        "{\"train\": [0], \"test\": [], \"tests\": []}",
                        SavedPartition.MALFORMED,
                        "clients[0].tests"),
                clients("no test", "{\"train\": [0]}", SavedPartition.MALFORMED, "clients[0]"),
                clients(
                        "fraction",
                        "{\"train\": [0, 1.5], \"test\": []}",
                        SavedPartition.MALFORMED,
                        "clients[0].train[1]"),
                clients(
                        "null",
                        "{\"train\": [0, null], \"test\": []}",
                        SavedPartition.MALFORMED,
                        "clients[0].train[1]"),
                clients(
                        "huge index",
                        "{\"train\": [99999999999], \"test\": []}",
                        SavedPartition.MALFORMED,
                        "clients[0].train[0]"),
                clients(
                        "index as text",
                        "{\"train\": [\"0\"], \"test\": []}",
                        SavedPartition.MALFORMED,
                        "clients[0].train[0]"),
                clients(
                        "index beyond the end",
                        "{\"train\": [0], \"test\": [5]}",
                        Saved.OUT_OF_RANGE,
                        "clients[0].test[0] is 5",
                        "0 to 4"),
                clients(
                        "negative index",
                        "{\"train\": [0, -1], \"test\": []}",
                        Saved.OUT_OF_RANGE,
                        "clients[0].train[1] is -1"),
                clients(
                        "index twice in a list",
                        "{\"train\": [3, 3], \"test\": []}",
                        Saved.DUPLICATE_INDEX,
                        "index 3",
                        "clients[0].train[0] and clients[0].train[1]"),
                clients(
                        "index in train and test",
                        "{\"train\": [3], \"test\": [3]}",
                        Saved.DUPLICATE_INDEX,
                        "clients[0].train[0] and clients[0].test[0]"),
                clients(
                        "index in validation and test",
                        "{\"train\": [2], \"validation\": [3], \"test\": [3]}",
                        Saved.DUPLICATE_INDEX,
                        "clients[0].validation[0] and clients[0].test[0]"),
                text(
                        "index in a train list and the common test",
                        "{\"source\": [\"a.bin\"], \"common-test\": [1], \"clients\": [{\"train\": [0, 1], "
                                + "\"test\": []}]}",
                        Saved.DUPLICATE_INDEX,
                        "clients[0].train[1] and common-test[0]"),
                text(
                        "tests of two kinds",
                        "{\"source\": [\"a.bin\"], \"common-test\": [1], \"clients\": [{\"train\": [0], \"test\": "
                                + "[2]}]}",
                        Saved.CONFLICTING_TESTS,
                        "clients[0].test",
                        "common-test"),
                clients(
                        "index of two clients",
                        "{\"train\": [3], \"test\": []}, {\"train\": [4], \"test\": [3]}",
                        Saved.DUPLICATE_INDEX,
                        "clients[0].train[0] and clients[1].test[0]"),
                clients(
                        "nothing to train on",
                        "{\"train\": [3], \"test\": []}, {\"train\": [], \"test\": [4]}",
                        Saved.NO_TRAINING_EXAMPLES,
                        "clients[1].train is empty"),
                text(
                        "unknown source file",
                        "{\"source\": [\"c.bin\"], \"clients\": [{\"train\": [0], \"test\": []}]}",
                        Saved.UNKNOWN_SOURCE,
                        "source[0] is 'c.bin'",
                        "a.bin, b.bin"),
                text(
                        "other data",
                        "{\"source\": [\"b.bin\", {\"name\": \"a.bin\", \"sha256\": \"c\"}], \"clients\": [{\"train\": [0], "
                                + "\"test\": []}]}",
                        Saved.OTHER_DATA,
                        "source[1].sha256 is c",
                        "has a"),
                text(
                        "source without a name",
                        "{\"source\": [{\"sha256\": \"c\"}], \"clients\": [{\"train\": [0], \"test\": []}]}",
                        SavedPartition.MALFORMED,
                        "source[0]"),
                text(
                        "source file twice",
                        "{\"source\": [\"a.bin\", \"a.bin\"], \"clients\": [{\"train\": [0], \"test\": []}]}",
                        Saved.DUPLICATE_INDEX,
                        "source[1]"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void reportsTheLocationInMalformedFiles(Case malformed) {
        ExeuntException failure = catchThrowableOfType(ExeuntException.class, () -> partition(malformed.json()));
        assertThat(failure).as(malformed.name()).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(malformed.code());
        assertThat(failure)
                .hasMessageContaining(folder.resolve("split.json").toString())
                .hasMessageContainingAll(malformed.mentions().toArray(CharSequence[]::new));
    }

    @Test
    void reportsAMissingFile() {
        ExeuntException failure =
                catchThrowableOfType(ExeuntException.class, () -> load(folder.resolve("nowhere.json")));
        assertThat(failure.code()).isEqualTo(SavedPartition.UNREADABLE);
        assertThat(failure).hasMessageContaining("nowhere.json");
    }

    private Partition partition(String json) throws IOException {
        return load(Files.writeString(folder.resolve("split.json"), json));
    }

    private Partition load(Path file) {
        return new Saved.Provider()
                .create(new Saved.Options(file), context)
                .partition(DATASET, new RandomStreams(0).stream("partition"));
    }

    private static Case text(String name, String json, ErrorCode code, String... mentions) {
        return new Case(name, json, code, List.of(mentions));
    }

    private static Case clients(String name, String clients, ErrorCode code, String... mentions) {
        return text(name, "{\"source\": [\"a.bin\"], \"clients\": [" + clients + "]}", code, mentions);
    }
}
