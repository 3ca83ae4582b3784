package org.exeunt.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void givesBackWhatItWrote() {
        List<String> values = List.of("1", "", "a,b", "say \"so\"", "\"", "plain 0.5");
        assertThat(Csv.values(Csv.line(values))).isEqualTo(values);
        assertThat(Csv.line(values)).isEqualTo("1,,\"a,b\",\"say \"\"so\"\"\",\"\"\"\",plain 0.5");
    }

    @Test
    void keepsEveryBitOfANumber() {
        for (double value : new double[] {0.1 + 0.2, 1.0 / 3, Double.MIN_VALUE, -0.0, 1e300}) {
            assertThat(Double.parseDouble(Csv.values(Csv.line(value)).get(0))).isEqualTo(value);
        }
    }
}
