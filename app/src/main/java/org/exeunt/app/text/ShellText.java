package org.exeunt.app.text;

/** Writes the words of commands that users copy to a shell. */
public final class ShellText {
    private ShellText() {}

    /** Returns a word as it is if no shell gives one of its characters a meaning, and otherwise in single quotes. */
    public static String quoted(Object word) {
        String text = word.toString();
        return text.matches("[\\w./:\\\\+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
