package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitCommandTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("new folder").resolve("new.json");
    }

    private JsonNode explained() {
        return CommandLineRun.succeeding("config explain %s --json", file).json();
    }

    private static String value(JsonNode keys, String key) {
        for (JsonNode each : keys) {
            if (each.get("key").textValue().equals(key)) {
                return each.get("value").asText();
            }
        }
        throw new AssertionError("no key " + key);
    }

    @Test
    void aConfigurationIsWritten() {
        CommandLineRun run = CommandLineRun.succeeding("init --output %s", file);
        assertThat(run.out().strip()).isEqualTo(file.toString());
        JsonNode keys = explained();
        assertThat(keys)
                .filteredOn(key -> key.get("origin").textValue().equals("file"))
                .hasSizeGreaterThan(20);
        assertThat(value(keys, "name")).isEqualTo("\"shapes-fedrod\"");
    }

    /** An option of the paper that is written would also apply to the reference. */
    @Test
    void anotherPresetHasItsOwnOptions() {
        int compared = 0;
        for (String method : ToyRun.strategies()) {
            if (CommandLineRun.succeeding("plugins show strategy %s --json", method)
                    .out()
                    .contains("\"preset\"")) {
                Path target = folder.resolve(method);
                CommandLineRun.succeeding("init --strategy=%s --output=%s", method, target);
                compared++;
                assertThat(explained(target, "strategy.preset=reference"))
                        .isEqualTo(explained(
                                target, "strategy={\"type\":\"%s\",\"preset\":\"reference\"}".formatted(method)));
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    private static JsonNode explained(Path file, String override) {
        JsonNode keys = CommandLineRun.succeeding("config explain %s --json --set %s", file, override)
                .json();
        keys.forEach(key -> ((ObjectNode) key).remove("origin"));
        return keys;
    }

    @Test
    void optionsAreSet() {
        CommandLineRun.succeeding("init --dataset=shapes --strategy=ditto --output=%s", file);
        JsonNode keys = explained();
        assertThat(value(keys, "strategy.type")).isEqualTo("\"ditto\"");
        assertThat(keys)
                .filteredOn(key -> key.get("key").textValue().equals("strategy.lambda"))
                .extracting(key -> key.get("origin").textValue())
                .as("options of the method are written")
                .containsExactly("file");
    }

    @Test
    void everyPublishedDatasetHasAStart() {
        for (String dataset : ToyRun.ids(DatasetSource.class)) {
            if (List.of("agnews", "cifar10", "mnist", "tinyimagenet", "ucihar").contains(dataset)) {
                Path target = folder.resolve(dataset + ".json");
                CommandLineRun.succeeding("init --dataset %s --output %s", dataset, target);
            }
        }
        assertThat(folder.resolve("agnews.json")).content().contains("transformer", "data/ag_news_csv");
    }

    /** The written file is valid for its data, so that it can be run at once. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    own-data/pictures    | "image-folder","dir":"PATH","height":16,"width":16,"layout":"owner-class" | convnet
                    own-data/trees.csv   | "csv","file":"PATH","label":"species" | mlp
                    own-data/notes.jsonl | "text","path":"PATH","owner":"author","length":64,"vocabulary":5000 | transformer
                    own-data/motions     | "arrays","dir":"PATH" | convnet-1d
                    own/classes          | "image-folder","dir":"PATH","height":32,"width":32 | convnet
                    own/split            | "image-folder","dir":"PATH","height":12,"width":9 | mlp
                    own/texts            | "text","path":"PATH","length":64,"vocabulary":5000 | transformer
                    own/table.csv        | "csv","file":"PATH","label":"kind","categorical":["code"],"ignore":["1"],"missing":"impute","delimiter":"semicolon" | mlp
                    own/german.csv       | "csv","file":"PATH","label":"klasse","delimiter":"semicolon","decimal":"comma","encoding":"latin-1" | mlp
                    own/amounts.csv      | "csv","file":"PATH","label":"kind" | mlp
                    own/plain.csv        | "csv","file":"PATH","label":"3","header":false | mlp
                    own/pandas.csv       | "csv","file":"PATH","label":"2" | mlp
                    own/reviews.csv      | "text","path":"PATH","label":"stars","text":"body","length":64,"vocabulary":5000 | transformer
                    own/last/x.npy       | "arrays","dir":"FOLDER","channels-last":true | convnet
                    own/grey             | "arrays","dir":"PATH" | convnet
                    """)
    void ownDataAreDetected(String data, String section, String backbone) throws IOException {
        String path = Path.of("..", "examples").resolve(data).toString();
        if (data.startsWith("own/")) {
            writeOwnData();
            path = folder.resolve(data).toString();
        }
        CommandLineRun run = CommandLineRun.succeeding("init %s --output %s", path, file);
        assertThat(run.err()).contains(" examples of shape ", " client", "exeunt run '" + file + "'");
        JsonNode written = new ObjectMapper().readTree(file.toFile());
        assertThat(written.get("dataset").properties().toString())
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"type\":" + section.replace("PATH", path).replace("FOLDER", folder + "/own/last")
                                + "}")
                        .properties()
                        .toString());
        assertThat(written.at("/network/backbone/type").textValue()).isEqualTo(backbone);
        CommandLineRun.succeeding("config validate %s", file);
    }

    /** Dates, names and amounts are no classes. */
    @Test
    void theLabelOfATableIsGuessedOrChosen() throws IOException {
        String people = IntStream.range(0, 240)
                .mapToObj(i -> "%s%d,%s,%d,%d,%s,2026-%02d-%02d"
                        .formatted(
                                "Ann Bob Cyd".split(" ")[i % 3],
                                i % 20,
                                List.of("Oslo", "Rome", "Bonn", "Kyiv").get(i % 4),
                                20 + i % 60,
                                900 + 7 * i,
                                i % 3 == 0 ? "no" : "yes",
                                1 + i % 12,
                                1 + i % 7))
                .collect(Collectors.joining("\n", "name,city,age,income,bought,date\n", "\n"));
        Path table = Files.writeString(folder.resolve("people.csv"), people);
        assertThat(CommandLineRun.succeeding("init %s --output %s", table, file).err())
                .contains("The label is bought (2 classes: no, yes); also possible by --label: city (4). ");
        assertThat(file).content().contains("\"label\" : \"bought\"").doesNotContain("owner");

        Path chosen = folder.resolve("chosen.json");
        assertThat(CommandLineRun.succeeding("init %s --label city --owner age --output %s", table, chosen)
                        .err())
                .contains(
                        "The label is city (4 classes: Bonn, Kyiv, Oslo, Rome); also possible by --label: bought (2). ")
                .contains("60 owners, each a client");
        assertThat(chosen).content().contains("\"label\" : \"city\"", "\"owner\" : \"age\"");

        Path refused = folder.resolve("refused.json");
        CommandLineRun.of("init %s --label town --output %s", table, refused)
                .assertRefused(
                        2, "CONFIG", "CONFIG-07", "no column 'town' for the option label", "name, city, age, income");
        CommandLineRun.of("init --label town --output %s", refused)
                .assertRefused(2, "CONFIG", "CONFIG-07", "--label names a column of your own table");
        Path array = Path.of("..", "examples", "own-data", "motions");
        CommandLineRun.of("init %s --label town --output %s", array, refused)
                .assertRefused(2, "CONFIG", "CONFIG-07", "motions has no columns; leave out --label");
        Path unclear = Files.writeString(
                folder.resolve("unclear.csv"), people.replaceAll("(?m)^([^,]*,)[^,]*,(.*,)[^,]*,([^,]*)$", "$1$2$3"));
        assertThat(unclear).content().startsWith("name,age,income,date\n");
        CommandLineRun.of("init %s --output %s", unclear, refused)
                .assertRefused(
                        2,
                        "CONFIG",
                        "CONFIG-07",
                        "No column of ",
                        "looks like a class",
                        "--label: name, age, income, date");
        assertThat(refused).doesNotExist();
        CommandLineRun answered = CommandLineRun.answering(
                "age\nn\n", "init", unclear.toString(), "--strategy=local", "--output=" + refused);
        assertThat(answered.status()).as(answered.err()).isZero();
        assertThat(answered.err())
                .contains("Which column has the classes? name, age, income, date:", "The label is age");
    }

    @Test
    void recordingsInATableAreRefused() throws IOException {
        StringBuilder rows = new StringBuilder("recording,person,time,x,activity\n");
        StringBuilder mixed = new StringBuilder("recording,person,time,x,activity\n");
        for (int i = 0; i < 12 * 20; i++) {
            int recording = i / 20;
            String activity = recording % 3 == 0 ? "walk" : "sit";
            rows.append("%d,%d,%d,%s,%s\n".formatted(recording, recording / 6, i % 20, i * 37 % 101 / 10.0, activity));
            mixed.append("%d,%d,%d,%s,%s\n"
                    .formatted(recording, recording / 6, i % 20, i * 37 % 101 / 10.0, i % 2 == 0 ? "walk" : "sit"));
        }
        Path sensors = Files.writeString(folder.resolve("sensors.csv"), rows);
        CommandLineRun.of("init", sensors.toString(), "--output", file.toString())
                .assertRefused(4, "DATA", "12 recordings of about 20 rows", "'recording'", "docs/own-data.md");
        assertThat(file).doesNotExist();
        Files.writeString(sensors, mixed);
        CommandLineRun.succeeding("init %s --output %s", sensors, file);
    }

    private void writeOwnData() throws IOException {
        Path own = folder.resolve("own");
        StringBuilder table = new StringBuilder(";code;size;kind\n");
        StringBuilder german = new StringBuilder("größe;klasse\n");
        StringBuilder amounts = new StringBuilder("kind,amount\n");
        StringBuilder plain = new StringBuilder();
        StringBuilder reviews = new StringBuilder("stars,body\n");
        for (int i = 0; i < 120; i++) {
            String name = "ab".charAt(i % 2) + "/" + i;
            writePicture(own.resolve("classes").resolve(name + ".png"), 80 + i % 7, 70);
            writePicture(own.resolve(i < 60 ? "split/train" : "split/test").resolve(name + ".png"), 9, 12);
            Path text = own.resolve("texts").resolve(name + ".txt");
            Files.createDirectories(text.getParent());
            Files.writeString(text, "note number " + i);
            table.append("%d;%s;%s;%s\n".formatted(i, i % 3 == 0 ? "A" : i % 3, i % 5 == 0 ? "" : i * 1.5, i % 4));
            german.append("%d,%d;%s\n".formatted(i, i % 10, i % 3 == 0 ? "groß" : "klein"));
            amounts.append("%s,%d\n".formatted("xyz".charAt(i % 3), i % 3 == 0 ? i / 3 : 0));
            plain.append("%s,%s,%s\n".formatted(i * 0.5, -i, "xy".charAt(i % 2)));
            reviews.append("%d,\"It is, in short, number %d\"\n".formatted(i % 3, i));
        }
        Files.writeString(own.resolve("table.csv"), table);
        Files.writeString(own.resolve("german.csv"), german, StandardCharsets.ISO_8859_1);
        Files.writeString(own.resolve("amounts.csv"), amounts);
        Files.writeString(own.resolve("plain.csv"), plain);
        Files.writeString(own.resolve("pandas.csv"), "0,1,2\n" + plain); // columns without names
        Files.writeString(own.resolve("reviews.csv"), reviews);
        Files.createDirectories(own.resolve("grey"));
        Files.write(own.resolve("grey/x.npy"), npy("|u1", "(20, 28, 28)", new byte[20 * 28 * 28]));
        Files.write(
                own.resolve("grey/y.npy"),
                npy("|u1", "(20,)", "abababababababababab".getBytes(StandardCharsets.US_ASCII)));
        Files.createDirectories(own.resolve("last"));
        byte[] pixels = new byte[20 * 12 * 12 * 3];
        new Random(1).nextBytes(pixels);
        Files.write(own.resolve("last/x.npy"), npy("|u1", "(20, 12, 12, 3)", pixels));
        Files.write(
                own.resolve("last/y.npy"),
                npy("|u1", "(20,)", "abababababababababab".getBytes(StandardCharsets.US_ASCII)));
    }

    private static void writePicture(Path file, int width, int height) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, file.hashCode());
        Files.createDirectories(file.getParent());
        ImageIO.write(picture, "png", file.toFile());
    }

    private static byte[] npy(String type, String shape, byte[] values) {
        String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(type, shape);
        return ByteBuffer.allocate(10 + header.length() + values.length)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0})
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(values)
                .array();
    }

    @Test
    void whatIsNotDetectedIsRefused() throws IOException {
        CommandLineRun.of("init %s --output %s", folder.resolve("nowhere"), file)
                .assertRefused(4, "DATA", "DATA-10", "nowhere does not exist");
        Path other = Files.writeString(folder.resolve("other.xml"), "<a/>");
        CommandLineRun.of("init %s --output %s", other, file)
                .assertRefused(2, "CONFIG", "CONFIG-07", "other.xml has no format", "a folder per class");
        for (String name : List.of("a.zip", "a.npz", "a.xlsx", "a.parquet")) {
            CommandLineRun.of("init %s --output %s", Files.writeString(folder.resolve(name), "PK"), file)
                    .assertRefused(2, "CONFIG", "CONFIG-07", name, "x.npy and y.npy. ");
        }
        Path empty = Files.createDirectories(folder.resolve("empty"));
        CommandLineRun.of("init %s --output %s", empty, file).assertRefused(2, "CONFIG", "CONFIG-07", "is empty");
        Files.writeString(empty.resolve("X_train.npy"), "");
        CommandLineRun.of("init %s --output %s", empty, file)
                .assertRefused(2, "CONFIG", "CONFIG-07", "X_train.npy: rename the arrays");
        Path array = Files.writeString(folder.resolve("array.json"), "[\n{\"text\": \"a\", \"label\": 1}]\n");
        CommandLineRun.of("init %s --output %s", array, file)
                .assertRefused(4, "DATA", "DATA-38", "1 problem", "it is a JSON array; expected one object per line");
        writePicture(folder.resolve("flat").resolve("1.png"), 8, 8);
        writePicture(folder.resolve("flat").resolve("2.png"), 8, 8);
        CommandLineRun.of("init %s --output %s", folder.resolve("flat"), file)
                .assertRefused(4, "DATA", "DATA-38", "1 problem", "it has files and no folder, such as 1.png");
        String mixed = IntStream.range(0, 240)
                .mapToObj(i -> (i == 7 ? "-" : i * 0.5) + "," + "xy".charAt(i % 2))
                .collect(Collectors.joining("\n", "h,label\n", "\n"));
        CommandLineRun.of("init %s --output %s", Files.writeString(folder.resolve("mixed.csv"), mixed), file)
                .assertRefused(4, "DATA", "DATA-38", "'-' in column 'h', which has numbers");
        writePicture(folder.resolve("parts/training_set/a/1.png"), 8, 8);
        writePicture(folder.resolve("parts/test_set/a/1.png"), 8, 8);
        CommandLineRun.of("init %s --output %s", folder.resolve("parts"), file)
                .assertRefused(4, "DATA", "DATA-38", "The layout is not clear");
        assertThat(file).doesNotExist();
    }

    @Test
    void invalidChoicesWriteNothing() {
        String[][] lines = {{"--dataset", "cifar1"}, {"--strategy", "dito"}};
        for (String[] line : lines) {
            CommandLineRun run = CommandLineRun.of("init %s %s --output %s", line[0], line[1], file);
            assertThat(run.status()).as(String.join(" ", line)).isIn(2, 3);
            assertThat(run.out()).isEmpty();
            assertThat(file).doesNotExist();
        }
        assertThat(CommandLineRun.of("init --dataset cifar1").err()).contains("cifar10");
    }

    @Test
    void existingFileIsKept() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");
        CommandLineRun.of("init --output %s", file).assertRefused(2, "CONFIG", "CONFIG-07");
        assertThat(file).hasContent("mine");
    }

    @Test
    void terminalIsAskedForWhatNoOptionGives() throws IOException {
        CommandLineRun run = CommandLineRun.answering("dito\nditto\n", "init", "--dataset=shapes", "--output=" + file);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("Method: ", "Method [fedrod]: There is no 'dito'; did you mean 'ditto'?")
                .doesNotContain("Data set");
        assertThat(file).content().contains("\"type\" : \"ditto\"");

        String table = Path.of("..", "examples", "own-data", "trees.csv").toString();
        Path own = folder.resolve("own.json");
        CommandLineRun ran = CommandLineRun.answering(
                "%s\nlocal\ny\n".formatted(table), "init", "--output=" + own, "--runs-dir=" + folder);
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("Data set, or path of your own data [shapes]:", "Run it now? [y/N]:");
        assertThat(ran.out()).contains("local on trees.csv, 2 clients");

        Path byDefault = folder.resolve("default.json");
        assertThat(CommandLineRun.answering("\n\n", "init", "--output=" + byDefault)
                        .status())
                .isZero();
        assertThat(byDefault).content().contains("\"shapes-fedrod\"");
    }
}
