package org.exeunt.app.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SeedsConverterTest {
    private final SeedsConverter converter = new SeedsConverter();

    @Test
    void rangesAndNumbersAreCombined() {
        assertThat(converter.convert("7").values()).containsExactly(7L);
        assertThat(converter.convert("1-3").values()).containsExactly(1L, 2L, 3L);
        assertThat(converter.convert("9,1-3, 5").values()).containsExactly(1L, 2L, 3L, 5L, 9L);
        assertThat(converter.convert("999999999999999999").values()).hasSize(1);
        assertThat(converter.convert("0-999").values()).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "1,",
                "3-1",
                "-1",
                "1-",
                "a",
                "1..3",
                "1,1",
                "1-3,2",
                "0-1000",
                "1-999999999999999999",
                "9999999999999999999"
            })
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
