package org.exeunt.app.console;

/**
 * Text whose characters can all be seen: control characters, those that set the direction of writing or have no width,
 * and halves of a surrogate pair are shown as escapes, U+202E for one as {@code \}{@code u202e}. Within a JSON text
 * such an escape has the value of its character.
 */
public final class VisibleText {
    private VisibleText() {}

    /** Returns a name or a sentence as one line; line breaks and tabs are shown as well. */
    public static String line(String text) {
        return shown(text, "");
    }

    /** Returns a text of several lines; line feeds, tabs and what ends a line on this system stay. */
    public static String lines(String text) {
        return shown(text, "\n\t");
    }

    private static String shown(String text, String kept) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int end = i + Character.charCount(character);
            boolean stays =
                    kept.indexOf(character) >= 0 || !kept.isEmpty() && text.startsWith(System.lineSeparator(), i);
            if (stays || !isHidden(character)) {
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
