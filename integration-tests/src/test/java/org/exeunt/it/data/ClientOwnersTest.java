package org.exeunt.it.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners of examples as names of clients, in the table of trees with the gardens east, north, south and west. */
class ClientOwnersTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "own-data");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static TrainedRun run;
    private static String row;

    @BeforeAll
    static void finishRun() throws IOException {
        run = run("runs");
        row = Files.writeString(
                        folder.resolve("row.csv"), "soil,leaf_width_cm,leaf_length_cm,height_cm\nsand,3.6,5.2,320\n")
                .toString();
    }

    private static TrainedRun run(String runs, String... settings) {
        return TrainedRun.of(
                EXAMPLES.resolve("csv.json"),
                folder.resolve(runs),
                Stream.concat(
                                Stream.of(
                                        "dataset.file=" + EXAMPLES.resolve("trees.csv"),
                                        "training.rounds=1",
                                        "devices=log-normal"),
                                Stream.of(settings))
                        .toArray(String[]::new));
    }

    /** Returns the cells of some columns, row by row. */
    private static List<List<String>> cells(TrainedRun run, String table, String... columns) {
        List<List<String>> rows;
        try (var lines = new CsvMapper()
                .readerForListOf(String.class)
                .with(CsvParser.Feature.WRAP_AS_ARRAY)
                .<List<String>>readValues(run.directory().resolve(table).toFile())) {
            rows = lines.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows.stream()
                .skip(1)
                .map(row -> Stream.of(columns)
                        .map(column -> row.get(rows.get(0).indexOf(column)))
                        .toList())
                .toList();
    }

    private static CommandLineRun predict(TrainedRun run, String client) {
        return CommandLineRun.of("predict %s --client %s --input %s", run.directory(), client, row);
    }

    @Test
    void runsAndReportsNameThem() throws IOException {
        assertThat(run.json("class-distribution.json").at("/clients").findValuesAsText("owner"))
                .containsExactly("east", "north", "south", "west");
        assertThat(CommandLineRun.succeeding("runs show %s", run.directory()).out())
                .contains("owners     0 east, 1 north, 2 south, 3 west");
        assertThat(run.directory().resolve("report.html")).content().contains("south");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clients.csv", "exits.csv", "devices.csv"})
    void tablesHaveNumberAndOwner(String table) {
        assertThat(cells(run, table, "client", "owner"))
                .containsOnly(List.of("0", "east"), List.of("1", "north"), List.of("2", "south"), List.of("3", "west"));
    }

    @Test
    void devicesOfARunStayWithTheirOwners() throws IOException {
        ObjectNode partition = (ObjectNode)
                JSON.readTree(run.directory().resolve("partition.json").toFile());
        ArrayNode clients = (ArrayNode) partition.get("clients");
        clients.add(clients.remove(0));
        Path file = folder.resolve("rotated.json");
        JSON.writeValue(file.toFile(), partition);
        TrainedRun rotated = run(
                "rotated",
                "partition={\"type\": \"file\", \"file\": \"%s\"}".formatted(file),
                "devices={\"type\": \"file\", \"file\": \"%s\"}"
                        .formatted(run.directory().resolve("devices.csv")));
        assertThat(cells(rotated, "devices.csv", "client", "owner")).contains(List.of("3", "east"));
        assertThat(cells(rotated, "devices.csv", "owner", "macs-per-second"))
                .containsExactlyInAnyOrderElementsOf(cells(run, "devices.csv", "owner", "macs-per-second"));
    }

    @Test
    void ownersOfSeveralLinesAreNoRows() throws IOException {
        Path table = Files.writeString(
                folder.resolve("lines.csv"),
                Files.readString(EXAMPLES.resolve("trees.csv")).replace("north", "\"nor\n1,9,false,5,1,1.0,0.5\""));
        TrainedRun lines = run("lines", "dataset.file=" + table);
        assertThat(TrainedRun.open(lines.directory())
                        .records()
                        .finalEvaluation()
                        .clients())
                .hasSize(4);
        assertThat(cells(lines, "clients.csv", "owner")).contains(List.of("nor 1,9,false,5,1,1.0,0.5"));
    }

    @ParameterizedTest
    @CsvSource({"east, 0", "north, 1", "owner:west, 3"})
    void commandsAcceptThem(String owner, String number) {
        CommandLineRun predicted = predict(run, owner);
        assertThat(predicted.status()).as(predicted.err()).isZero();
        assertThat(predicted.out()).isEqualTo(predict(run, number).out()).contains(" at exit ");
        Path model = folder.resolve("model.safetensors");
        CommandLineRun.succeeding(
                "export %s --client %s --format safetensors --output %s", run.directory(), owner, model);
        assertThat(model).content(StandardCharsets.ISO_8859_1).contains("client\\\":\\\"" + number);
    }

    @Test
    void unknownOwnersAreListed() {
        predict(run, "nort")
                .assertRefused(
                        2,
                        "CONFIG",
                        "CONFIG-15  --client nort: found no client of run",
                        "did you mean 'north'?",
                        "a number from 0 to 3, or one of east, north, south, west.");
        predict(run, "4").assertRefused(4, "DATA", "no model of client 4");
    }

    @Test
    void numberOfNoClientMayBeAnOwner() throws IOException {
        String phone = "79991234567";
        Path table = Files.writeString(
                folder.resolve("phones.csv"),
                Files.readString(EXAMPLES.resolve("trees.csv"))
                        .replace("north", phone)
                        .replace("south", "17"));
        TrainedRun phones = run("phones", "dataset.file=" + table);
        String north = predict(phones, "owner:" + phone).out();
        CommandLineRun predicted = predict(phones, phone);
        assertThat(predicted.status()).as(predicted.err()).isZero();
        assertThat(predicted.out()).isEqualTo(north);
        assertThat(predict(phones, "17").out())
                .isEqualTo(predict(phones, "owner:17").out())
                .isNotEmpty();
        predict(phones, "79991234568").assertRefused(2, "CONFIG", "CONFIG-15", "did you mean '79991234567'?");
    }

    @Test
    void severalClientsOfAnOwnerAreAmbiguous() throws IOException {
        ObjectNode partition = (ObjectNode)
                JSON.readTree(run.directory().resolve("partition.json").toFile());
        ArrayNode clients = (ArrayNode) partition.get("clients");
        ObjectNode half = JSON.createObjectNode();
        half.putArray("train").add(((ArrayNode) clients.get(1).get("train")).remove(0));
        half.putArray("test").add(((ArrayNode) clients.get(1).get("test")).remove(0));
        clients.add(half);
        Path file = folder.resolve("halves.json");
        JSON.writeValue(file.toFile(), partition);
        TrainedRun halves = run("halves", "partition={\"type\": \"file\", \"file\": \"%s\"}".formatted(file));

        predict(halves, "north").assertRefused(2, "CONFIG", "CONFIG-15", "found the clients 1, 4 of run");
        assertThat(predict(halves, "south").status()).isZero();
    }

    @Test
    void clientsOfSeveralOwnersHaveNone() {
        TrainedRun mixed =
                run("mixed", "partition={\"type\": \"iid\", \"clients\": 3, \"test-fraction\": 0.25}", "name=mixed");
        assertThat(mixed.json("class-distribution.json").findValue("owner")).isNull();
        assertThat(cells(mixed, "devices.csv", "client", "owner"))
                .containsExactly(List.of("0", ""), List.of("1", ""), List.of("2", ""));
        predict(mixed, "east")
                .assertRefused(2, "CONFIG", "CONFIG-15", "found no client of run", "a number from 0 to 2.");
    }

    @Test
    void numberThatIsAnotherOwnerIsAWarning() {
        TrainedRun motions = TrainedRun.of(
                EXAMPLES.resolve("arrays.json"),
                folder.resolve("motions"),
                "dataset.dir=" + EXAMPLES.resolve("motions"),
                "training.rounds=1");
        String model = folder.resolve("motions.safetensors").toString();
        String directory = motions.directory().toString();
        assertThat(CommandLineRun.succeeding("export %s --client 1 --format safetensors --output %s", directory, model)
                        .err())
                .contains("the owner 1 is --client owner:1");
        assertThat(CommandLineRun.succeeding(
                                "export %s --client owner:2 --format safetensors --output %s", directory, model)
                        .err())
                .isEmpty();
    }
}
