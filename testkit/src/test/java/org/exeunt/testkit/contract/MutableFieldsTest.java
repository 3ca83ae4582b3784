package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutableFieldsTest {
    private record Options(Path file, List<Path> files, Charset charset) {}

    private record Counts(int[] values, StringBuilder text) {}

    @Test
    void valuesOfTheJdkMayBeHeld() {
        Path file = Path.of("model.txt");
        assertThat(MutableFields.of(new Options(file, List.of(file), StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void mutableValuesOfTheJdkAreFound() {
        assertThat(MutableFields.of(new Counts(new int[1], new StringBuilder())))
                .singleElement()
                .asString()
                .contains("Counts.text holds a java.lang.StringBuilder");
    }
}
