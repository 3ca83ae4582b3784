package org.exeunt.app;

import java.util.Locale;
import org.exeunt.app.fetch.Transfer;
import org.exeunt.app.report.VisibleText;

/** Shows a download: on a terminal a line that renews itself, else a line at its begin and its end. */
final class TransferLine implements Transfer {
    private static final long SHOWN_EVERY_NANOSECONDS = 200_000_000;

    private final ConsoleStream out;
    private final boolean terminal;
    private String name = "";
    private long all;
    private long first;
    private long begun;
    private long shown;
    private long reached;

    TransferLine(ConsoleStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void begins(String file, long have, long length) {
        name = file;
        all = length;
        first = have;
        reached = have;
        begun = System.nanoTime();
        if (!terminal) {
            out.printf(
                    Locale.ROOT,
                    "%s: fetching %s%s%n",
                    name,
                    all == 0 ? "a file of unknown length" : megabytes(all),
                    have == 0 ? "" : ", of which " + megabytes(have) + " are here");
        }
    }

    @Override
    public void reaches(long have) {
        reached = have;
        if (terminal && System.nanoTime() - shown > SHOWN_EVERY_NANOSECONDS) {
            shown = System.nanoTime();
            out.clearLine();
            out.print(line());
            out.flush();
        }
    }

    @Override
    public void notes(String sentence) {
        clear();
        out.println("warning: " + VisibleText.line(sentence));
    }

    @Override
    public void ends() {
        if (begun != 0) {
            clear();
            out.println(line());
        }
        begun = 0;
    }

    private void clear() {
        if (terminal) {
            out.clearLine();
        }
    }

    private String line() {
        double seconds = (System.nanoTime() - begun) / 1e9;
        String share = all == 0 ? "" : String.format(Locale.ROOT, " of %s  %d %%", megabytes(all), 100 * reached / all);
        return String.format(
                Locale.ROOT,
                "%s  %s%s  %.1f MB/s",
                name,
                megabytes(reached),
                share,
                (reached - first) / 1e6 / Math.max(seconds, 1e-3));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
