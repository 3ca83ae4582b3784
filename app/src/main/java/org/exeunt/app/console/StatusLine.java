package org.exeunt.app.console;

import java.io.PrintStream;

/**
 * The last line of a terminal, which renews itself below lines that stay; output that is no terminal gets the lines that stay alone. Safe for
 * any number of threads.
 */
public final class StatusLine {
    /** Width of a terminal that does not report one. */
    public static final int USUAL_COLUMNS = 80;

    /** The first code point of a script whose characters may take two columns. */
    private static final int FIRST_WIDE = 0x1100;

    private final ConsoleStream out;
    private final boolean live;
    private final int columns;
    private String shown = "";

    /**
     * Makes an empty line.
     *
     * @param live whether the output is a terminal
     * @param columns of the terminal
     */
    public StatusLine(PrintStream out, boolean live, int columns) {
        this.out = ConsoleStream.to(out);
        this.live = live;
        this.columns = columns;
    }

    /** Returns whether the output is a terminal, so that {@link #show} has an effect. */
    public boolean isLive() {
        return live;
    }

    /** Returns how many columns a text may have to be shown whole; the last one stays empty, as a terminal wraps after it. */
    public int room() {
        return columns - 1;
    }

    /** Shows a text in place of the one before, cut to the width of the terminal. */
    public synchronized void show(String text) {
        if (live) {
            shown = cut(text);
            out.clearLine();
            out.print(shown);
            out.flush();
        }
    }

    /** Prints a line that stays, above the text that is shown. */
    public synchronized void println(String line) {
        if (shown.isEmpty()) {
            out.println(line);
        } else {
            out.clearLine();
            out.println(line);
            out.print(shown);
            out.flush();
        }
    }

    /** Takes the text away. */
    public synchronized void clear() {
        if (!shown.isEmpty()) {
            show("");
        }
    }

    /** Leaves the text where it is; what is shown next comes below. */
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
