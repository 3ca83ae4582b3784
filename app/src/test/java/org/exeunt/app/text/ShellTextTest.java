package org.exeunt.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "runs/a-1+b.json,runs/a-1+b.json",
                "C:\\runs,C:\\runs",
                "my runs,'my runs'",
                "a$(b),'a$(b)'",
                "it's,'it'\\''s'"
            })
    void quotesWhatAShellWouldChange(String word, String quoted) {
        assertThat(ShellText.quoted(word)).isEqualTo(quoted);
    }
}
