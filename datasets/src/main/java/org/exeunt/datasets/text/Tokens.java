package org.exeunt.datasets.text;

import java.util.List;

/** What one token of a text is. */
public enum Tokens {
    /** A word or a punctuation mark, as in {@link BasicEnglish}; a backslash is read as a space, as in AG News. */
    WORDS {
        @Override
        List<String> of(String text) {
            return BasicEnglish.tokens(text.replace('\\', ' '));
        }
    },
    /** A character (Unicode code point) as it is written, including spaces. */
    CHARACTERS {
        @Override
        List<String> of(String text) {
            return text.isBlank()
                    ? List.of()
                    : text.codePoints().mapToObj(Character::toString).toList();
        }
    };

    /** Returns the tokens of a text in order; none if it has no words. */
    abstract List<String> of(String text);
}
