package org.exeunt.datasets.agnews;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The tokeniser known as "basic english" (torchtext): lower case, some punctuation apart, some removed. */
final class BasicEnglish {
    private static final Pattern APART = Pattern.compile("['.,()!?]");
    private static final Pattern BLANK = Pattern.compile("<br />|[;:]");
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private BasicEnglish() {}

    static List<String> tokens(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace("\"", "");
        String spaced = APART.matcher(BLANK.matcher(lower).replaceAll(" ")).replaceAll(" $0 ");
        return SPACE.splitAsStream(spaced).filter(token -> !token.isEmpty()).toList();
    }
}
