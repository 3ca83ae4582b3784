package org.exeunt.datasets.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The tokeniser "basic_english" of torchtext: lower case, some punctuation as separate tokens, some removed. */
public final class BasicEnglish {
    private static final Pattern SEPARATED = Pattern.compile("['.,()!?]");
    private static final Pattern REMOVED = Pattern.compile("<br />|[;:]");
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private BasicEnglish() {}

    /** Returns the tokens of a text in order. */
    public static List<String> tokens(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace("\"", "");
        String spaced =
                SEPARATED.matcher(REMOVED.matcher(lower).replaceAll(" ")).replaceAll(" $0 ");
        return SPACE.splitAsStream(spaced).filter(token -> !token.isEmpty()).toList();
    }
}
