package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path work;

    @TempDir
    Path elsewhere;

    private Path resolve(String path) {
        return DataFolder.resolve(work, Path.of(path), elsewhere.toString());
    }

    @Test
    void resolvesMissingDataInTheOtherFolder() throws IOException {
        Files.createDirectories(elsewhere.resolve("cifar"));

        assertThat(resolve("data/cifar")).isEqualTo(elsewhere.resolve("cifar"));
        assertThat(resolve("data")).isEqualTo(elsewhere);
        assertThat(resolve("data/mnist")).as("nowhere").isEqualTo(work.resolve("data/mnist"));
        assertThat(resolve("cifar")).isEqualTo(elsewhere.resolve("cifar"));
        assertThat(resolve("mnist")).as("nowhere").isEqualTo(work.resolve("mnist"));
        assertThat(resolve("database/cifar")).isEqualTo(work.resolve("database/cifar"));
        assertThat(resolve(work.resolve("data/cifar").toString())).isEqualTo(work.resolve("data/cifar"));

        Files.createDirectories(work.resolve("data/cifar"));
        assertThat(resolve("data/cifar")).as("here").isEqualTo(work.resolve("data/cifar"));
        assertThat(resolve("cifar")).as("not in data of the working directory").isEqualTo(elsewhere.resolve("cifar"));
    }

    @Test
    void aVariableThatNamesNothingIsAnError() {
        assertThatExceptionOfType(ExeuntException.class)
                .isThrownBy(() -> DataFolder.resolve(work, Path.of("data/cifar"), "nowhere"))
                .withMessageContainingAll("data/cifar", work.resolve("nowhere").toString(), "EXEUNT_DATA");
    }

    @Test
    void outputIsNotRedirected() throws IOException {
        Files.createDirectories(elsewhere.resolve("tensorboard"));
        assertThat(new RunContext(work).forOutput().resolve(Path.of("tensorboard")))
                .isEqualTo(work.resolve("tensorboard"));
    }

    @Test
    void withoutTheVariableResolvesLocally() {
        Path usual = work.resolve("data/cifar");
        assertThat(DataFolder.resolve(work, Path.of("data/cifar"), null)).isEqualTo(usual);
        assertThat(DataFolder.resolve(work, Path.of("data/cifar"), "")).isEqualTo(usual);
    }
}
