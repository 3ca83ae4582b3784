package org.exeunt.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicEnglishTest {
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
}
