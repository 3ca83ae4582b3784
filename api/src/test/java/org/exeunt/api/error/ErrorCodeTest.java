package org.exeunt.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"CONFIG-01", "RESOURCE-99", "acme-2:DATA-10"})
    void codesAreParsed(String text) {
        assertThat(ErrorCode.parse(text)).hasToString(text);
    }

    @Test
    void otherTextsAreNoCodes() {
        for (String text : new String[] {"", "CONFIG", "CONFIG-1", "CONFIG-00", "NOTHING-01", "Acme:DATA-10"}) {
            assertThatThrownBy(() -> ErrorCode.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
