package org.exeunt.trackers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"train/loss", "leaving/budgeted 0.50 / 0.25/expected-macs", ".a", "a.", "a..b", "A_9"})
    void keepsValidNames(String name) {
        assertThat(MlflowName.of(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "'', _",
        "/, _/_",
        "a//b, a/_/b",
        "a///b, a/_/_/b",
        "a/, a/_",
        "/a, _/a",
        "a/./b, a/_/b",
        "a/../b, a/_/b",
        "..a, _a",
        "'a:b\u00e9', a_b_",
    })
    void replacesInvalidNames(String name, String plain) {
        assertThat(MlflowName.of(name)).matches("\\Q" + plain + "\\E-[0-9a-f]{8}");
    }

    @Test
    void truncatesLongNamesUniquely() {
        String start = "x".repeat(250);
        assertThat(MlflowName.of(start)).isEqualTo(start);
        assertThat(MlflowName.of(start + "a")).hasSize(250).isNotEqualTo(MlflowName.of(start + "b"));
        assertThat(MlflowName.of(start + "a")).isEqualTo(MlflowName.of(start + "a"));
    }
}
