package org.exeunt.it.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples under {@code examples/own-data}, from their files to predictions. */
class OwnDataExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "own-data");

    @TempDir
    Path folder;

    /**
     * An example: its configuration and files, the first owner, the class of its first example, what inspect reports.
     */
    enum Example {
        PICTURES(
                "image-folder.json",
                "dataset.dir",
                "pictures",
                "anna",
                "circle",
                "120 training and 0 test examples of shape [3, 16, 16] in 3 classes",
                "circle (40), cross (40), square (40)",
                "owners: anna, ben, carla, dilip",
                "bytes from 0 to 255; red (x - 127.50) / 127.50"),
        TABLE(
                "csv.json",
                "dataset.file",
                "trees.csv",
                "east",
                "birch",
                "200 training and 0 test examples of shape [6] in 3 classes",
                "birch (",
                "owners: east, north, south, west",
                "soil = clay unchanged"),
        TEXTS(
                "text.json",
                "dataset.path",
                "notes.jsonl",
                "ines",
                "cooking",
                "120 training and 0 test examples of shape [24] in 3 classes",
                "cooking (40), sport (40), weather (40)",
                "owners: ines, jon, kim, lea",
                "none; values are indices of tokens"),
        ARRAYS(
                "arrays.json",
                "dataset.dir",
                "motions",
                "owner:1",
                "shake",
                "120 training and 0 test examples of shape [2, 48] in 3 classes",
                "shake (40), tilt (40), turn (40)",
                "owners: 1, 2, 3, 4",
                "values of the array; channel 0 (x ");

        private final Path configuration;
        private final Path data;
        private final String key;
        private final String firstOwner;
        private final String expected;
        private final String[] inspected;

        Example(String configuration, String key, String data, String owner, String expected, String... inspected) {
            this.configuration = EXAMPLES.resolve(configuration);
            this.data = EXAMPLES.resolve(data);
            this.key = key;
            this.firstOwner = owner;
            this.expected = expected;
            this.inspected = inspected;
        }

        private String setting(Path path) {
            return key + "=" + path;
        }

        /** Writes a file for {@code predict}: the first example of the data set. */
        private Path input(Path folder) throws IOException {
            return switch (this) {
                case PICTURES -> data.resolve("anna/circle/1.png");
                case TABLE ->
                    Files.writeString(
                            folder.resolve("row.csv"),
                            "soil,leaf_width_cm,leaf_length_cm,height_cm\nsand,3.6,5.2,320\n");
                case TEXTS -> Files.writeString(folder.resolve("note.txt"), "Bake the dough in a hot pan.");
                case ARRAYS -> {
                    byte[] one = Arrays.copyOf(Files.readAllBytes(data.resolve("x.npy")), 128 + 2 * 48 * 2);
                    String header = "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 48), }";
                    ByteBuffer.wrap(one)
                            .position(10)
                            .put((header + " ".repeat(117 - header.length())).getBytes(StandardCharsets.US_ASCII));
                    yield Files.write(folder.resolve("one.npy"), one);
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleIsInspected(Example example) {
        CommandLineRun inspected = CommandLineRun.succeeding(
                "datasets inspect %s --set %s --output %s",
                example.configuration, example.setting(example.data), folder);
        assertThat(inspected.out()).contains(example.inspected).contains("test set: none", "clients: 4");
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleLearns(Example example) throws IOException {
        TrainedRun run = TrainedRun.of(
                example.configuration, folder.resolve("runs"), example.setting(example.data), "training.rounds=20");
        JsonNode exits = run.json("summary.json").at("/final-round/exits");
        assertThat(exits.get(exits.size() - 1).at("/accuracy/mean").doubleValue())
                .as("accuracy of the final exit, where chance is 1/3")
                .isGreaterThan(0.7);
        String directory = run.directory().toString();
        assertThat(CommandLineRun.succeeding("evaluate %s --policy entropy", directory)
                        .out())
                .contains("entropy");
        assertThat(CommandLineRun.succeeding("verify %s", directory).out()).contains("bit for bit");
        export(example, directory);
        assertThat(CommandLineRun.succeeding(
                                "predict %s --client %s --input %s",
                                directory, example.firstOwner, example.input(folder))
                        .out())
                .contains(example.expected);
    }

    private void export(Example example, String directory) {
        String model = folder.resolve("model.zip").toString();
        CommandLineRun exported = CommandLineRun.of("export %s --client 0 --format dl4j --output %s", directory, model);
        if (example == Example.TEXTS) {
            exported.assertRefused(2, "CONFIG", "CONFIG-70", "Try another --format"); // a transformer has no equivalent
        } else {
            assertThat(exported.status()).as(exported.err()).isZero();
            assertThat(exported.err()).as("warnings of export").isEmpty();
            assertThat(Path.of(model)).isNotEmptyFile();
        }
    }

    /** The mean of a column and the vocabulary are computed from the files again, so that they must be the same. */
    @Test
    void predictAndExportRefuseOtherFiles() throws IOException {
        Path table = Files.copy(EXAMPLES.resolve("trees.csv"), folder.resolve("trees.csv"));
        TrainedRun run = TrainedRun.of(
                Example.TABLE.configuration, folder.resolve("runs"), Example.TABLE.setting(table), "training.rounds=1");
        Files.writeString(table, Files.readString(table) + "north,clay,900,30.0,30.0,oak\n");
        String directory = run.directory().toString();
        String row = Example.TABLE.input(folder).toString();
        CommandLineRun.of("predict %s --client 0 --input %s", directory, row)
                .assertRefused(
                        4,
                        "DATA",
                        "DATA-26",
                        "expected trees.csv (200 records, SHA-256 ",
                        "found trees.csv (201 records, SHA-256 ");
        CommandLineRun.of("export %s --client 0 --output %s", directory, folder.resolve("m.zip"))
                .assertRefused(4, "DATA", "DATA-26", "trees.csv");
        Files.delete(table);
        CommandLineRun.of("predict %s --client 0 --input %s", directory, row)
                .assertRefused(4, "DATA", "DATA-10", "trees.csv");
    }

    @Test
    void everyRowOfATableIsPredicted() throws IOException {
        TrainedRun run = TrainedRun.of(
                Example.TABLE.configuration,
                folder.resolve("runs"),
                Example.TABLE.setting(Example.TABLE.data),
                "training.rounds=1");
        String header = "soil,leaf_width_cm,leaf_length_cm,height_cm\n";
        String row = "sand,3.6,5.2,320\n";
        Path one = Files.writeString(folder.resolve("one.csv"), header + row);
        Path two = Files.writeString(folder.resolve("two.csv"), header + "clay,9.0,12.5,900\n" + row);
        String[] arguments = {
            "predict", run.directory().toString(), "--client", "0", "--input", one.toString(), two.toString()
        };
        List<String> lines = CommandLineRun.succeeding(arguments).out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith(two + ", row 1: ");
        assertThat(lines.get(2)).isEqualTo(lines.get(0).replace(one + ":", two + ", row 2:"));
    }

    @Test
    void unequalVocabulariesAreRefused() {
        for (String setting : List.of("dataset.vocabulary=400", "network.backbone.vocabulary=400")) {
            CommandLineRun.of(
                            "run %s --dry-run --set %s --set %s",
                            Example.TEXTS.configuration, Example.TEXTS.setting(Example.TEXTS.data), setting)
                    .assertRefused(
                            2,
                            "CONFIG",
                            "CONFIG-41",
                            "network.backbone: vocabulary is",
                            "dataset.vocabulary",
                            "400",
                            "500");
        }
    }

    @Test
    void warningsAppearInInspectAndRun() throws IOException {
        Path table = Files.writeString(
                folder.resolve("few.csv"),
                "garden,x,species\n" + "n,1,oak\n".repeat(20) + "s,2,oak\n".repeat(20) + "n,3,ash\n");
        String[] settings = {
            "--set", Example.TABLE.setting(table), "--set", "partition={\"type\": \"iid\", \"clients\": 2}"
        };
        String[] inspect = Stream.concat(
                        Stream.of("datasets", "inspect", Example.TABLE.configuration.toString(), "--no-charts"),
                        Stream.of(settings))
                .toArray(String[]::new);
        assertThat(CommandLineRun.succeeding(inspect).err())
                .contains("'ash' has 1 training example, 'oak' has 40", "38 of 41 examples", "few.csv line 2 and");
    }

    @Test
    void ownDataSetsAreListedAndNotFetched() {
        assertThat(CommandLineRun.succeeding("datasets list").out())
                .contains("image-folder", "csv ", "text ", "arrays ", "Your own");
        CommandLineRun.of("datasets fetch csv").assertRefused(2, "CONFIG", "CONFIG-50", "docs/own-data.md");
    }
}
