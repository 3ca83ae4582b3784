package org.exeunt.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words of texts and their numbers. */
class TokensTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "It's 3.5%, ok?|it ' s 3 . 5% , ok ?",
                "He said \"No\"; then: left.<BR />Gone (at last)!|he said no then left . gone ( at last ) !",
                "  U.S.\u00a0\tStocks -- up #36;10 |u . s . stocks -- up #36 10",
                "\u00c9T\u00c9|\u00e9t\u00e9"
            })
    void splitsTextIntoTokens(String text, String tokens) {
        assertThat(String.join(" ", BasicEnglish.tokens(text))).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({"''", "'  '", "'\"\"'", "' ;: '"})
    void hasNoTokensForEmptyText(String text) {
        assertThat(BasicEnglish.tokens(text)).isEmpty();
    }

    private final Vocabulary.Counts counts = new Vocabulary.Counts();

    @Test
    void tokensAreSortedByFrequencyThenByString() {
        List<String> text = counts.add(List.of("d", "c", "b", "b", "a", "c", "e", "b"));
        // b 3 times, c twice, then a, d, e
        assertThat(counts.vocabulary(100).sequence(text, 100)).containsExactly(1, 7, 5, 4, 4, 6, 5, 8, 4);
    }

    @Test
    void tokensBeyondTheSizeAreUnknown() {
        List<String> text = counts.add(List.of("a", "b", "b", "c"));
        assertThat(counts.vocabulary(6).sequence(text, 100)).containsExactly(1, 5, 4, 4, 2);
        assertThat(counts.vocabulary(4).sequence(text, 100)).containsExactly(1, 2, 2, 2, 2);
    }

    @Test
    void tokensAreInTheOrderOfTheirIndices() {
        counts.add(List.of("a", "b", "b", "<unk>", "c", "c", "c"));
        assertThat(counts.vocabulary(7).tokens())
                .containsExactly("<pad>", "<cls>", "<unk>", "<eos>", "c", "b", "<unk>");
        assertThat(counts.vocabulary(100).tokens()).hasSize(8).endsWith("a");
    }

    @Test
    void truncatesSequencesWithTheClassToken() {
        List<String> text = counts.add(List.of("a", "a", "b"));
        assertThat(counts.vocabulary(10).sequence(text, 3)).containsExactly(1, 4, 4);
        assertThat(counts.vocabulary(10).sequence(text, 1)).containsExactly(1);
        assertThat(counts.vocabulary(10).sequence(List.of(), 3)).containsExactly(1);
    }

    @Test
    void textsCannotContainSpecialTokens() {
        assertThat(counts.vocabulary(10).sequence(counts.add(List.of()), 5)).containsExactly(1);
        List<String> text = counts.add(List.of("<pad>"));
        assertThat(counts.vocabulary(10).sequence(text, 5)).containsExactly(1, 4);
    }
}
