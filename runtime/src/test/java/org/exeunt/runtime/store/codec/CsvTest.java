package org.exeunt.runtime.store.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void quotesWhatNeedsIt() {
        List<String> values = List.of("1", "", "a,b", "say \"so\"", "\"", "plain 0.5");
        assertThat(Csv.line(values)).isEqualTo("1,,\"a,b\",\"say \"\"so\"\"\",\"\"\"\",plain 0.5");
    }

    @Test
    void textsAreNeverFormulas() {
        List<String> hostile = List.of(
                "=1+1",
                "+1",
                "-x",
                "@a",
                "\t=1",
                "\r=1",
                " =1",
                "\u00a0=1",
                "\uff1d1",
                "'=1",
                "''-1",
                "=\"a\",b",
                "-0.5");
        for (String text : hostile) {
            assertThat(Csv.line(text).replaceFirst("^\"", "")).startsWith("'");
        }
        assertThat(Csv.line("a=1", "'a", "", "confidence 0.80")).isEqualTo("a=1,'a,,confidence 0.80");
        assertThat(Csv.line(-0.5, -1)).as("numbers").isEqualTo("-0.5,-1");
    }

    @Test
    void lineBreaksAreQuoted() {
        assertThat(Csv.line("a\rb", "a\nb")).isEqualTo("\"a\rb\",\"a\nb\"");
    }

    @Test
    void keepsEveryBitOfANumber() {
        for (double value : new double[] {0.1 + 0.2, 1.0 / 3, Double.MIN_VALUE, -0.0, 1e300}) {
            assertThat(Double.parseDouble(Csv.line(value))).isEqualTo(value);
        }
    }
}
