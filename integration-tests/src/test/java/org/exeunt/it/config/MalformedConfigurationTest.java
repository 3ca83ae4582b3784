package org.exeunt.it.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code exeunt run} with invalid configurations: one error, the exit status of its category, and no files left. */
class MalformedConfigurationTest {
    private static final String CONFIG = "CONFIG";
    private static final String PLUGIN = "PLUGIN";

    @TempDir
    Path folder;

    private Path file;
    private Path out;

    @BeforeEach
    void setPaths() {
        file = folder.resolve("invalid.json");
        out = folder.resolve("runs");
    }

    /** The content of an invalid file, and the expected category and parts of the error message. */
    private record Case(String name, byte[] content, String category, String... mentions) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        String small = Files.readString(FinishedRun.small());
        return Stream.of(
                text("empty file", "", CONFIG, "is empty"),
                text("not JSON", "rounds: 3", CONFIG, "line 1", "is not JSON"),
                text("truncated", small.substring(0, small.length() / 2), CONFIG, "is not JSON"),
                changed("extra comma", small, "\"seed\": 3,", "\"seed\": 3,,", CONFIG, "line 3", "is not JSON"),
                changed("NaN", small, "0.05", "NaN", CONFIG, "line 8", "is not JSON"),
                text("two configurations", small + small, CONFIG, "found text after the end"),
                text("list", "[" + small + "]", CONFIG, "must be a JSON object"),
                text("nested too deeply", "[".repeat(1000), CONFIG, "nesting depth"),
                new Case("Latin 1", "{\"name\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1), CONFIG, "UTF-8"),
                text("empty object", "{}", CONFIG, "name", "dataset", "training"),
                changed(
                        "duplicate key",
                        small,
                        "\"seed\": 3",
                        "\"seed\": 3, \"seed\": 4",
                        CONFIG,
                        "seed",
                        "Duplicate field"),
                changed("unknown section", small, "\"training\"", "\"trainings\"", CONFIG, "did you mean 'training'?"),
                changed(
                        "unknown key",
                        small,
                        "\"learning-rate\"",
                        "\"learning-rat\"",
                        CONFIG,
                        "training.optimizer.learning-rat = 0.05",
                        "did you mean 'learning-rate'?"),
                changed("missing key", small, "\"rounds\": 2, ", "", CONFIG, "training.rounds", "is missing"),
                changed(
                        "zero rounds",
                        small,
                        "\"rounds\": 2",
                        "\"rounds\": 0",
                        CONFIG,
                        "training.rounds = 0",
                        "at least 1"),
                changed(
                        "fraction of a round",
                        small,
                        "\"rounds\": 2",
                        "\"rounds\": 2.5",
                        CONFIG,
                        "rounds = 2.5",
                        "whole number"),
                changed(
                        "number as text",
                        small,
                        "\"rounds\": 2",
                        "\"rounds\": \"2\"",
                        CONFIG,
                        "must be a whole number"),
                changed("learning rate of zero", small, "0.05", "0", CONFIG, "learning-rate = 0", "above 0"),
                changed(
                        "value out of range",
                        small,
                        "0.25",
                        "1.25",
                        CONFIG,
                        "partition.test-fraction = 1.25",
                        "below 1"),
                changed("name with parent folder", small, "\"small\"", "\"../small\"", CONFIG, "name = \"../small\""),
                changed(
                        "negative threshold",
                        small,
                        "0.3, 0.6",
                        "-0.3, 0.6",
                        CONFIG,
                        "thresholds.1 = -0.3",
                        "at least 0"),
                changed(
                        "unknown strategy",
                        small,
                        "fedavg",
                        "fedavgg",
                        PLUGIN,
                        "did you mean 'fedavg'?",
                        "cafedistill"),
                changed("unknown data set", small, "shapes", "shape", PLUGIN, "dataset.type", "'shapes'"),
                changed("unknown backbone", small, "convnet", "resnet", PLUGIN, "network.backbone", "mlp"),
                changed("unknown exit policy", small, "confidence", "confident", PLUGIN, "did you mean 'confidence'?"),
                changed("unknown engine", small, "\"seed\": 3", "\"engine\": \"torch\"", PLUGIN, "engine", "dl4j"),
                changed(
                        "two unknown plugins",
                        small.replace("fedavg", "fedavgg"),
                        "shapes",
                        "shape",
                        PLUGIN,
                        "2 problems",
                        "'fedavg'",
                        "'shapes'"),
                changed(
                        "unknown plugin and another problem",
                        small.replace("fedavg", "fedavgg"),
                        "\"rounds\": 2",
                        "\"rounds\": 0",
                        CONFIG,
                        "2 problems",
                        "fedavgg",
                        "training.rounds"),
                changed(
                        "option of another strategy",
                        small,
                        "\"fedavg\"",
                        "\"fedavg\", \"lambda\": 1",
                        CONFIG,
                        "strategy.lambda = 1",
                        "unknown option"),
                changed(
                        "weights of a uniform mean",
                        small,
                        "\"fedavg\"",
                        "\"scaffold\", \"aggregation-weights\": \"data-size\"",
                        CONFIG,
                        "strategy.aggregation-weights",
                        "unknown option"),
                changed(
                        "missing custom weights",
                        small,
                        "\"fedavg\"",
                        "\"fedavg\", \"loss\": {\"exit-weights\": \"custom\"}",
                        CONFIG,
                        "custom-exit-weights"),
                changed(
                        "heads that cannot be added",
                        small.replace("fedavg", "fedrod"),
                        "\"width\": 8 }",
                        "\"width\": 8 }, \"head\": { \"type\": \"mlp\" }",
                        CONFIG,
                        "'fedrod' cannot work here",
                        "The head of exit 1",
                        "Use the head 'linear'"),
                changed(
                        "more stages than the pictures allow",
                        small,
                        "\"width\": 8",
                        "\"width\": 8, \"stages\": 6",
                        CONFIG,
                        "stage"),
                changed(
                        "less than one client per round",
                        small,
                        "\"rounds\": 2",
                        "\"rounds\": 2, \"participation\": 0.1",
                        CONFIG,
                        "training.participation = 0.1"),
                changed(
                        "more minimum updates than clients",
                        small,
                        "\"rounds\": 2",
                        "\"rounds\": 2, \"minimum-updates\": 5",
                        CONFIG,
                        "training.minimum-updates = 5"),
                changed(
                        "more clients than pictures",
                        small,
                        "\"clients\": 4",
                        "\"clients\": 400",
                        CONFIG,
                        "partition.clients = 400",
                        "240"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void problemIsReportedOnceAndNoFileIsLeft(Case malformed) throws IOException {
        Files.write(file, malformed.content());

        int status = malformed.category().equals(CONFIG) ? 2 : 3;
        run().assertRefused(status, malformed.category(), malformed.mentions());

        assertThat(out).doesNotExist();
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void allProblemsAreReportedAtOnce() throws IOException {
        Files.writeString(
                file,
                Files.readString(FinishedRun.small())
                        .replace("\"rounds\": 2", "\"rounds\": -1")
                        .replace("0.05", "50")
                        .replace("\"width\": 8", "\"width\": 0")
                        .replace("\"seed\"", "\"sed\""));

        run().assertRefused(
                        2,
                        CONFIG,
                        "4 problems",
                        "sed = 3",
                        "network.backbone.width = 0",
                        "training.rounds = -1",
                        "training.optimizer.learning-rate = 50");
        assertThat(out).doesNotExist();
    }

    @Test
    void missingFileIsReported() {
        run().assertRefused(2, CONFIG, file.toString());
        assertThat(out).doesNotExist();
    }

    @Test
    void folderIsRefusedAsConfiguration() throws IOException {
        Files.createDirectory(file);

        run().assertRefused(2, CONFIG, file.toString());
        assertThat(out).doesNotExist();
    }

    private CommandLineRun run() {
        return CommandLineRun.of("run", file.toString(), "--runs-dir", out.toString());
    }

    private static Case text(String name, String content, String category, String... mentions) {
        return new Case(name, content.getBytes(StandardCharsets.UTF_8), category, mentions);
    }

    private static Case changed(
            String name, String content, String from, String to, String category, String... mentions) {
        assertThat(content).as(name).containsOnlyOnce(from);
        return text(name, content.replace(from, to), category, mentions);
    }
}
