package org.exeunt.app.console;

import java.io.PrintStream;

/**
 * The last line of a terminal, which is updated in place below permanent lines. If the output is not a terminal, only
 * permanent lines are printed. Safe for any number of threads.
 */
public final class StatusLine {
    /** Number of columns if the terminal does not report it. */
    public static final int DEFAULT_COLUMNS = 80;

    /** The first code point of scripts with characters that may occupy two columns. */
    private static final int FIRST_WIDE = 0x1100;

    private final ConsoleStream out;
    private final boolean live;
    private final int columns;
    private final boolean quiet;
    private String shown = "";

    /**
     * Creates an empty line.
     *
     * @param live whether the output is a terminal
     * @param columns of the terminal
     * @param quiet whether permanent lines other than warnings are omitted
     */
    public StatusLine(PrintStream out, boolean live, int columns, boolean quiet) {
        this.out = ConsoleStream.to(out);
        this.live = live;
        this.columns = columns;
        this.quiet = quiet;
    }

    /** Returns whether the output is a terminal, so that {@link #show} has an effect. */
    public boolean isLive() {
        return live;
    }

    /**
     * Returns the number of columns for text; the last column of the terminal stays empty, because terminals wrap after
     * it.
     */
    public int room() {
        return columns - 1;
    }

    /** Replaces the text, cut to the width of the terminal; no effect if the output is not a terminal. */
    public synchronized void show(String text) {
        if (live) {
            shown = cut(text);
            out.clearLine();
            out.print(shown);
            out.flush();
        }
    }

    /** Prints a permanent line above the text. */
    public synchronized void println(String line) {
        if (!quiet) {
            print(line);
        }
    }

    /** Prints a warning above the text; control characters and line breaks in it are escaped. */
    public synchronized void warn(String sentence) {
        print("warning: " + VisibleText.line(sentence));
    }

    private void print(String line) {
        String text = shown;
        clear();
        out.println(line);
        if (!text.isEmpty()) {
            show(text);
        }
    }

    /** Removes the text. */
    public synchronized void clear() {
        if (!shown.isEmpty()) {
            show("");
        }
    }

    /** Makes the text permanent; later output is printed below it. */
    public synchronized void keep() {
        if (!shown.isEmpty()) {
            out.println();
            shown = "";
        }
    }

    private String cut(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += text.codePointAt(i) < FIRST_WIDE ? 1 : 2;
            if (width > room()) {
                return text.substring(0, i);
            }
        }
        return text;
    }
}
