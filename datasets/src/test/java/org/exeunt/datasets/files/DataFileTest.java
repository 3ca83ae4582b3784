package org.exeunt.datasets.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;

class DataFileTest {
    @Test
    void removesTheByteOrderMark() {
        assertThat(file("\uFEFFa\u00e9\r\nb".getBytes(StandardCharsets.UTF_8)).lines())
                .containsExactly("a\u00e9", "b");
    }

    @Test
    void reportsOffsetAndLineOfInvalidText() {
        byte[] latin = "first\nsecond \u00e9 x".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> file(latin).text())
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("names.txt", "0xE9", "offset 13", "line 2", "file of your own as UTF-8");
    }

    @Test
    void rejectsTextThatEndsWithinACharacter() {
        assertThatThrownBy(() -> file(new byte[] {'a', (byte) 0xC3}).text())
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("0xC3", "offset 1", "line 1");
    }

    private static DataFile file(byte[] content) {
        return new DataFile(Path.of("names.txt"), content);
    }
}
