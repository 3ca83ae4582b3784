package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesCommandTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir
    Path folder;

    private static List<String> files() throws IOException {
        try (Stream<Path> found = Files.walk(EXAMPLES, 2)) {
            return found.map(path -> EXAMPLES.relativize(path).toString().replace('\\', '/'))
                    .filter(name -> name.matches("((checks|devices|modalities|own-data|subnetworks)/)?[\\w-]+\\.json"))
                    .map(name -> name.replace(".json", ""))
                    .toList();
        }
    }

    @Test
    void everyExampleIsListedWithSentenceAndTime() throws IOException {
        JsonNode rows = CommandLineRun.succeeding("examples", "list", "--json").json();
        assertThat(rows)
                .extracting(row -> row.get("name").textValue())
                .containsExactlyInAnyOrderElementsOf(files())
                .contains("quickstart", "compare-cifar10", "checks/skew");
        for (JsonNode row : rows) {
            assertThat(row.get("sentence").textValue()).hasSizeGreaterThan(20).doesNotContain("|", "`");
            assertThat(row.get("time").textValue()).matches("\\d+ (s|min)");
            assertThat(row.get("dataset").textValue()).isNotEmpty();
        }
        assertThat(CommandLineRun.succeeding("examples", "list").out().lines()).hasSize(rows.size() + 1);
    }

    @Test
    void copyIsTheExample() {
        for (String name : List.of("quickstart", "checks/skew", "skew.json")) {
            Path copy = folder.resolve(name.replace("/", "-") + ".copy");
            CommandLineRun run = CommandLineRun.succeeding("examples", "copy", name, "--output", copy.toString());
            assertThat(run.out().strip()).isEqualTo(copy.toString());
            String file = name.contains("skew") ? "checks/skew.json" : name + ".json";
            assertThat(copy).hasSameBinaryContentAs(EXAMPLES.resolve(file));
        }
        assertThat(CommandLineRun.succeeding(
                                "config",
                                "validate",
                                folder.resolve("quickstart.copy").toString())
                        .out())
                .contains("valid");
    }

    @Test
    void ownDataAreCopiedAndNamed() throws IOException {
        for (String name : List.of("image-folder", "csv", "text", "arrays")) {
            Path copy = folder.resolve(name + "/mine.json");
            CommandLineRun run =
                    CommandLineRun.succeeding("examples", "copy", "own-data/" + name, "--output", copy.toString());
            assertThat(run.err()).contains("exeunt run " + copy).doesNotContain("fetch");
            CommandLineRun checked = CommandLineRun.succeeding("config", "validate", copy.toString());
            assertThat(checked.out()).contains("valid");
            assertThat(checked.err()).doesNotContain("DATA-10");
        }
        assertThat(folder.resolve("csv/trees.csv")).hasSameBinaryContentAs(EXAMPLES.resolve("own-data/trees.csv"));
        String picture = "pictures/dilip/cross/10.png";
        assertThat(folder.resolve("image-folder/" + picture))
                .hasSameBinaryContentAs(EXAMPLES.resolve("own-data/" + picture));

        Path table = Files.writeString(folder.resolve("csv/trees.csv"), "mine");
        CommandLineRun again = CommandLineRun.succeeding(
                "examples",
                "copy",
                "csv",
                "--output",
                folder.resolve("csv/again.json").toString());
        assertThat(again.err()).contains("kept as it is: " + table);
        assertThat(table).hasContent("mine");
    }

    @Test
    void comparisonIsCopiedWithItsBase() throws IOException {
        Path copy = folder.resolve("mine.json");
        CommandLineRun run =
                CommandLineRun.succeeding("examples", "copy", "compare-quickstart", "--output", copy.toString());
        assertThat(run.err()).contains("exeunt compare run " + copy);
        CommandLineRun.succeeding(
                "compare",
                "plan",
                copy.toString(),
                "--runs-dir",
                folder.resolve("runs").toString());

        CommandLineRun.succeeding(
                "examples",
                "copy",
                "compare-widths-ucihar",
                "--output",
                folder.resolve("widths.json").toString());
        assertThat(folder.resolve("widths-ucihar.json"))
                .hasSameBinaryContentAs(EXAMPLES.resolve("subnetworks/widths-ucihar.json"));

        Files.writeString(folder.resolve("quickstart.json"), "{}");
        CommandLineRun again = CommandLineRun.succeeding(
                "examples",
                "copy",
                "compare-quickstart",
                "--output",
                folder.resolve("b.json").toString());
        assertThat(again.err()).contains("kept as it is: " + folder.resolve("quickstart.json"));
        assertThat(folder.resolve("quickstart.json")).hasContent("{}");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "mine");
        CommandLineRun.of("examples", "copy", "mnist", "--output", file.toString())
                .assertRefused(2, "CONFIG", "CONFIG-07", "exists already");
        assertThat(file).hasContent("mine");
    }

    @Test
    void unknownExampleGetsASuggestion() {
        CommandLineRun.of("examples", "copy", "skwe").assertRefused(2, "CONFIG", "CONFIG-14", "did you mean 'skew'?");
        CommandLineRun.of("examples", "copy", "../pom").assertRefused(2, "CONFIG", "CONFIG-14", "quickstart");
    }
}
