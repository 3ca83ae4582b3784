package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void aCellOfATableIsOneLine() {
        assertThat(new TextTable().row("a\nb", "1").row("c", "22").lines())
                .containsExactly("a\\u000ab   1", "c         22");
    }

    @Test
    void firstColumnsAreLeftAligned() {
        assertThat(new TextTable(2).row("a", "b", "c").row("aa", "bb", "cc").lines())
                .containsExactly("a   b    c", "aa  bb  cc");
    }
}
