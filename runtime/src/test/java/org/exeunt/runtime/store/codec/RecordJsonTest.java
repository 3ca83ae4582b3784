package org.exeunt.runtime.store.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordJsonTest {
    private record Kept(int schemaVersion, String name) {}

    @TempDir
    Path folder;

    /** Another version may have other keys, so that its number is read first. */
    @Test
    void fileOfAnotherVersionIsNamedAsSuch() throws IOException {
        Path file = Files.writeString(folder.resolve("kept.json"), "{\"schema-version\": 4, \"title\": \"a\"}");
        assertThatThrownBy(() -> new RecordJson().read(file, Kept.class, 5))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("kept.json", "another version of Exeunt", "schema-version 4; expected 5");
        Files.writeString(file, "{\"schema-version\": 5, \"name\": \"a\"}");
        assertThat(new RecordJson().read(file, Kept.class, 5)).isEqualTo(new Kept(5, "a"));
    }
}
