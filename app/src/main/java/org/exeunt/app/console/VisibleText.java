package org.exeunt.app.console;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Escapes invisible characters: control characters, characters without width or that set the direction of writing,
 * and unpaired surrogates. U+202E becomes {@code \}{@code u202e}. Within JSON the escape has the value of the
 * character.
 */
public final class VisibleText {
    private static final String HIDDEN = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]";
    private static final Pattern IN_LINE = Pattern.compile(HIDDEN);
    private static final Pattern IN_LINES =
            Pattern.compile("(?!\n|\t|" + Pattern.quote(System.lineSeparator()) + ")" + HIDDEN);

    private VisibleText() {}

    /** Returns a text as one line; line breaks and tabs are escaped, too. */
    public static String line(String text) {
        return escaped(text, IN_LINE);
    }

    /** Returns a text of several lines; line feeds, tabs and line separators of this system are kept. */
    public static String lines(String text) {
        return escaped(text, IN_LINES);
    }

    /** Returns the first names, at most {@code count}, each as one line, and the number of the others. */
    public static String first(int count, List<String> names, String separator) {
        String first = names.stream().limit(count).map(VisibleText::line).collect(Collectors.joining(separator));
        return names.size() <= count
                ? first
                : String.format(Locale.ROOT, "%s and %,d more", first, names.size() - count);
    }

    private static String escaped(String text, Pattern hidden) {
        return hidden.matcher(text)
                .replaceAll(found ->
                        found.group().chars().mapToObj("\\\\u%04x"::formatted).collect(Collectors.joining()));
    }
}
