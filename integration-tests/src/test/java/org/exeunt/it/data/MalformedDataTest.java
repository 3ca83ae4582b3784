package org.exeunt.it.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exeunt run} with unreadable data: one error with the path, exit status 4, and no files left. */
class MalformedDataTest {
    private static final int RECORD = 3073;
    private static final String PARTITION = "split.json";

    @TempDir
    Path folder;

    private Path data;
    private Path out;

    /** Writes 20 training records in two files and 4 test records, and a partition among two clients. */
    @BeforeEach
    void writeValidData() throws IOException {
        data = Files.createDirectory(folder.resolve("cifar"));
        out = folder.resolve("runs");
        Files.write(data.resolve("data_batch_1.bin"), records(10));
        byte[] second = records(10);
        second[1] = 0; // copies of files are refused
        Files.write(data.resolve("data_batch_2.bin"), second);
        Files.write(data.resolve("test_batch.bin"), records(4));
        Files.writeString(
                data.resolve(PARTITION),
                """
                { "source": ["data_batch_1.bin", "test_batch.bin"],
                  "clients": [
                    { "train": [0, 1, 2, 3], "test": [10, 11] },
                    { "train": [4, 5, 6, 7], "test": [12, 13] } ] }
                """);
    }

    @FunctionalInterface
    private interface Damage {
        void to(Path data) throws IOException;
    }

    private record Case(String name, Damage damage, String... mentions) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("no folder", MalformedDataTest::delete, "of CIFAR-10 does not exist"),
                new Case(
                        "a file in place of the folder",
                        data -> {
                            delete(data);
                            Files.createFile(data);
                        },
                        "of CIFAR-10 is not a folder"),
                new Case(
                        "a folder in place of a file",
                        data -> {
                            Files.delete(data.resolve("data_batch_2.bin"));
                            Files.createDirectory(data.resolve("data_batch_2.bin"));
                        },
                        "data_batch_2.bin cannot be read",
                        "directory"),
                removed("test_batch.bin"),
                removed(PARTITION),
                binary("empty file", "data_batch_2.bin", new byte[0], "it is empty"),
                binary("cut off", "data_batch_1.bin", Arrays.copyOf(records(10), 10 * RECORD - 1), "30729 bytes"),
                binary(
                        "a page of a web server",
                        "test_batch.bin",
                        "<html>Not found</html>".getBytes(StandardCharsets.US_ASCII),
                        "22 bytes"),
                new Case(
                        "wrong label",
                        data -> Files.write(data.resolve("test_batch.bin"), withLabel(records(4), 0, 255)),
                        "'cifar10'",
                        "test example 0 has label 255; expected 0 to 9"),
                partition(
                        "cut off", "{ \"source\": [\"data_batch_1.bin\"], \"clients\": [ { \"train\": [0, 1", "line 1"),
                partition(
                        "index of two clients",
                        "{ \"source\": [\"data_batch_1.bin\"], \"clients\": [ { \"train\": [3], \"test\": [] }, "
                                + "{ \"train\": [3], \"test\": [] } ] }",
                        "clients[1].train[0] is 3"),
                partition(
                        "a file the data set has not",
                        "{ \"source\": [\"data_batch_7.bin\"], \"clients\": [ { \"train\": [0], \"test\": [] } ] }",
                        "data_batch_7.bin",
                        "data_batch_1.bin"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void problemIsReportedOnceAndNoFileIsLeft(Case malformed) throws IOException {
        malformed.damage().to(data);

        CommandLineRun run = run();

        run.assertRefused(4, "DATA", malformed.mentions());
        if (Files.exists(data)) {
            assertThat(validate()).as("config validate").isEqualTo(run);
        } else {
            assertThat(validate().status()).as("config validate of absent data").isZero();
        }
        assertThat(out).doesNotExist();
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(data));
    }

    /** For each other data set, a folder with one file of a foreign format. */
    static Stream<Arguments> otherDataSets() {
        String page = "<html>Not found</html>";
        return Stream.of(
                Arguments.of("cifar100", Map.of("train.bin", page), "train.bin", "22 bytes"),
                Arguments.of(
                        "mnist",
                        Map.of("train-images-idx3-ubyte", page),
                        "train-images-idx3-ubyte",
                        "22 unpacked bytes"),
                Arguments.of("mnist", Map.of("train-images-idx3-ubyte.gz", page), "train-images-idx3-ubyte.gz", "GZIP"),
                Arguments.of("tinyimagenet", Map.of("wnids.txt", page), "wnids.txt", "<html>"),
                Arguments.of("agnews", Map.of("train.csv", page), "train.csv", "line 1"),
                Arguments.of("ucihar", Map.of("train/y_train.txt", page), "y_train.txt", "line 1"));
    }

    @ParameterizedTest
    @MethodSource("otherDataSets")
    void foreignFilesInEveryDataSetAreReported(String type, Map<String, String> files, String file, String place)
            throws IOException {
        delete(data);
        for (Map.Entry<String, String> each : files.entrySet()) {
            Files.createDirectories(data.resolve(each.getKey()).getParent());
            Files.writeString(data.resolve(each.getKey()), each.getValue());
        }

        String[] settings = {"--set", "dataset={\"type\": \"" + type + "\"}", "--set", "dataset.dir=" + data};
        CommandLineRun run = command(List.of("run", "--runs-dir", out.toString()), settings);

        run.assertRefused(4, "DATA", file, place, data.toString());
        assertThat(command(List.of("config", "validate"), settings))
                .as("config validate")
                .isEqualTo(run);
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cifar10",
                "cifar100",
                "mnist",
                "tinyimagenet",
                "agnews",
                "ucihar",
                "image-folder",
                "arrays",
                "text"
            })
    void emptyFolderIsAnErrorMissingFolderIsNot(String type) throws IOException {
        String more = type.equals("image-folder") ? ", \"height\": 8, \"width\": 8" : "";
        String key = type.equals("text") ? "path" : "dir";
        String[] settings = {
            "--set", "dataset={\"type\": \"%s\"%s}".formatted(type, more), "--set", "dataset.%s=%s".formatted(key, data)
        };
        delete(data);
        CommandLineRun absent = command(List.of("config", "validate"), settings);
        assertThat(absent.status()).as(absent.err()).isZero();
        assertThat(absent.err()).contains("not checked against its data", "DATA-10", data.toString());
        assertThat(command(List.of("config", "validate", "--json"), settings)
                        .json()
                        .toString())
                .contains("\"valid\":true", "\"held-against-data\":false");

        Files.createDirectory(data);
        CommandLineRun damaged = command(List.of("config", "validate", "--json"), settings);
        assertThat(damaged.status()).as(damaged.err()).isEqualTo(4);
        assertThat(damaged.err()).startsWith("DATA-").contains(data.toString());
        assertThat(damaged.json().get("valid").booleanValue()).isFalse();
        assertThat(damaged.json().at("/problems/0/code").textValue())
                .isEqualTo(damaged.err().substring(0, damaged.err().indexOf(' ')));
        assertThat(damaged.json().at("/problems/0/message").textValue()).contains(data.toString());
    }

    @Test
    void runSucceedsWithUndamagedData() {
        CommandLineRun run = run();

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(out).isNotEmptyDirectory();
    }

    private CommandLineRun run() {
        return withPartition(List.of("run", "--runs-dir", out.toString()));
    }

    private CommandLineRun validate() {
        return withPartition(List.of("config", "validate"));
    }

    private static CommandLineRun command(List<String> command, String... settings) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add(FinishedRun.small().toString());
        arguments.addAll(List.of(settings));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private CommandLineRun withPartition(List<String> command) {
        return command(
                command,
                "--set",
                "dataset={\"type\": \"cifar10\"}",
                "--set",
                "dataset.dir=" + data,
                "--set",
                "partition={\"type\": \"file\"}",
                "--set",
                "partition.file=" + data.resolve(PARTITION));
    }

    private static Case removed(String file) {
        return new Case("no " + file, data -> Files.delete(data.resolve(file)), file);
    }

    private static Case binary(String name, String file, byte[] content, String mention) {
        return new Case(name, data -> Files.write(data.resolve(file), content), file, mention);
    }

    private static Case partition(String name, String content, String... mentions) {
        return new Case("partition: " + name, data -> Files.writeString(data.resolve(PARTITION), content), mentions);
    }

    /** Returns records of grey pictures, with labels 0 to 9 in turn. */
    private static byte[] records(int count) {
        byte[] records = new byte[count * RECORD];
        Arrays.fill(records, (byte) 128);
        for (int i = 0; i < count; i++) {
            records[i * RECORD] = (byte) (i % 10);
        }
        return records;
    }

    private static byte[] withLabel(byte[] records, int record, int label) {
        records[record * RECORD] = (byte) label;
        return records;
    }

    private static void delete(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(data);
    }
}
