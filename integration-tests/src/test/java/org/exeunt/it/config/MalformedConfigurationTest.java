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
                text("truncated", small.substring(0, small.length() / 2), CONFIG, "is not JSON"),
                changed(
                        "unknown key",
                        small,
                        "\"learning-rate\"",
                        "\"learning-rat\"",
                        CONFIG,
                        "training.optimizer.learning-rat = 0.05",
                        "did you mean 'learning-rate'?"),
                changed(
                        "unknown strategy",
                        small,
                        "fedavg",
                        "fedavgg",
                        PLUGIN,
                        "did you mean 'fedavg'?",
                        "cafedistill"),
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
