package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "6944300, 6.9 MB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "163000000, 163.0 MB",
        "1234567890, 1.2 GB",
        "9223372036854775807, 9.2 EB"
    })
    void bytesHaveTheLargestUnitThatTheyFill(long count, String expected) {
        assertThat(Amounts.bytes(count)).isEqualTo(expected);
    }

    @Test
    void oneThingIsNoPlural() {
        assertThat(Amounts.count(1, "round")).isEqualTo("1 round");
        assertThat(Amounts.count(0, "round")).isEqualTo("0 rounds");
        assertThat(Amounts.count(12345, "parameter")).isEqualTo("12,345 parameters");
    }

    @ParameterizedTest
    @CsvSource({"59400, 59 s", "59600, 1 min 0 s", "119999, 2 min 0 s", "7199000, 119 min 59 s", "7200000, 2 h 0 min"})
    void durationsHaveTwoUnitsAtMost(long milliseconds, String expected) {
        assertThat(Amounts.duration(Duration.ofMillis(milliseconds))).isEqualTo(expected);
    }
}
