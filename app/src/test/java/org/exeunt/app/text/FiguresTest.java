package org.exeunt.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({"-0.04,1,0.0", "-0.05,1,-0.1", "-0.4,0,0", "1234567.89,1,'1,234,567.9'", "-3.25,1,-3.3", "NaN,1,–"})
    void noZeroIsNegative(double value, int decimals, String text) {
        assertThat(Figures.number(value, decimals)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.5624,56.2 %", "-0.0004,0.0 %", "1,100.0 %", "NaN,– %"})
    void fractionsAreInPercent(double share, String text) {
        assertThat(Figures.percent(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0 rounds", "1,1 round", "2,2 rounds", "1200,'1,200 rounds'"})
    void oneIsSingular(long count, String text) {
        assertThat(Figures.count(count, "round")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.0 kB",
        "6944300,6.9 MB",
        "999949,999.9 kB",
        "999950,1.0 MB",
        "999999,1.0 MB",
        "242000000,242.0 MB",
        "7500000000,7.5 GB",
        "9223372036854775807,9.2 EB"
    })
    void sizesAreInTheirLargestUnit(long count, String text) {
        assertThat(Figures.bytes(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "12,12",
        "0.333333,0.3333",
        "123456,123500",
        "0.00001234,1.23e-05",
        "-2.5,-2.5",
        "NaN,–",
        "1e-320,1.00e-320"
    })
    void unknownSizesHaveFourDigits(double value, String text) {
        assertThat(Figures.significant(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "0.0000901,0.000090",
        "0.4795,0.480",
        "1.35,1.35",
        "12.34,12.3",
        "123.4,123",
        "1234.4,'1,234'",
        "-2.5,-2.50",
        "NaN,–"
    })
    void sizesHaveThreeDigits(double value, String text) {
        assertThat(Figures.threeDigits(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"59400, 59 s", "59600, 1 min 0 s", "119999, 2 min 0 s", "7199000, 119 min 59 s", "7200000, 2 h 0 min"})
    void durationsHaveTwoUnitsAtMost(long milliseconds, String expected) {
        assertThat(Figures.duration(Duration.ofMillis(milliseconds))).isEqualTo(expected);
    }
}
