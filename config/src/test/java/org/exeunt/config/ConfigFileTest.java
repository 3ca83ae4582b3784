package org.exeunt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    Path folder;

    private Path run;

    @BeforeEach
    void writeAConfiguration() throws IOException {
        run = Files.writeString(folder.resolve("run.json"), RunConfigReaderTest.SMALLEST);
    }

    private ExeuntException failure(Path file) {
        RunConfigReader reader = new RunConfigReader(TestPlugins.registry());
        return catchThrowableOfType(
                ExeuntException.class, () -> reader.read(file, List.of()).orThrow());
    }

    @Test
    void readsAFile() {
        RunConfigReader reader = new RunConfigReader(TestPlugins.registry());

        assertThat(reader.read(run, List.of("name=other")).orThrow().name()).isEqualTo("other");
    }

    @Test
    void aMissingFolderIsAMissingFile() {
        Path absent = folder.resolve("no/such/run.json");
        assertThat(failure(absent).code()).isEqualTo(ConfigErrors.MISSING_FILE);
        assertThat(failure(absent)).hasMessage(absent + " does not exist. Check the path.");
        assertThat(failure(Path.of("no/such/run.json"))).hasMessageContaining("against the working directory");
    }

    @Test
    void rejectsADirectory() {
        ExeuntException failure = failure(folder);

        assertThat(failure.code()).isEqualTo(ConfigErrors.UNREADABLE_FILE);
        assertThat(failure).hasMessageContaining("it is a directory");
    }

    @Test
    void reportsAnUnreadableFile() {
        assumeFalse(!run.toFile().setReadable(false) || Files.isReadable(run), "this user may read every file");

        assertThat(failure(run).code()).isEqualTo(ConfigErrors.UNREADABLE_FILE);
        assertThat(failure(run).getMessage())
                .endsWith("it may not be accessed. Name a regular file that you may read.");
    }

    @Test
    void rejectsOversizedFiles() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(run.toFile(), "rw")) {
            file.setLength(ConfigFile.MAX_BYTES + 1L);
        }

        assertThat(failure(run).code()).isEqualTo(ConfigErrors.OVERSIZED);
    }

    @Test
    void rejectsTextThatIsNotUtf8() throws IOException {
        Files.write(run, "{ \"name\": \"é\" }".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(failure(run).code()).isEqualTo(ConfigErrors.SYNTAX);
        assertThat(failure(run).getMessage()).contains("run.json is not UTF-8 text");
    }

    @Test
    void skipsAByteOrderMark() throws IOException {
        Files.writeString(run, "\uFEFF" + RunConfigReaderTest.SMALLEST);

        assertThat(failure(run)).isNull();
    }
}
