package org.exeunt.app.console;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Escapes invisible characters: control characters, characters without width or that set the direction of writing,
 * and unpaired surrogates. U+202E becomes {@code \}{@code u202e}. Within JSON the escape has the value of the
 * character.
 */
public final class VisibleText {
    private VisibleText() {}

    /** Returns a text as one line; line breaks and tabs are escaped, too. */
    public static String line(String text) {
        return escaped(text, "");
    }

    /** Returns a text of several lines; line feeds, tabs and line separators of this system are kept. */
    public static String lines(String text) {
        return escaped(text, "\n\t");
    }

    /** Returns the first names, at most {@code count}, each as one line, and the number of the others. */
    public static String first(int count, List<String> names, String separator) {
        String first = names.stream().limit(count).map(VisibleText::line).collect(Collectors.joining(separator));
        return names.size() <= count
                ? first
                : String.format(Locale.ROOT, "%s and %,d more", first, names.size() - count);
    }

    private static String escaped(String text, String kept) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int end = i + Character.charCount(character);
            boolean allowed =
                    kept.indexOf(character) >= 0 || !kept.isEmpty() && text.startsWith(System.lineSeparator(), i);
            if (allowed || !isHidden(character)) {
                shown.appendCodePoint(character);
            } else {
                text.substring(i, end).chars().forEach(unit -> shown.append("\\u%04x".formatted(unit)));
            }
            i = end;
        }
        return shown.toString();
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
