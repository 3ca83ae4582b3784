package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void aCellOfATableIsOneLine() {
        assertThat(new TextTable().row("a\nb", "1").row("c", "22").lines())
                .containsExactly("a\\u000ab   1", "c         22");
    }
}
