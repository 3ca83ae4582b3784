package org.exeunt.app.console;

import java.util.Locale;
import org.exeunt.app.fetch.DownloadListener;
import org.exeunt.app.text.Figures;

/**
 * Shows the progress of a download: on a terminal one line that is updated, otherwise one line at the start and one at
 * the end.
 */
public final class TransferLine implements DownloadListener {
    private static final long INTERVAL_NANOSECONDS = 200_000_000;

    private final StatusLine status;
    private String name = "";
    private long total;
    private long startNanos;
    private long shown;
    private long reached;

    public TransferLine(StatusLine status) {
        this.status = status;
    }

    @Override
    public void begins(String file, long length) {
        name = file;
        total = length;
        reached = 0;
        startNanos = System.nanoTime();
        if (!status.isLive()) {
            status.println(
                    "%s: fetching %s".formatted(name, total == 0 ? "a file of unknown length" : Figures.bytes(total)));
        }
    }

    @Override
    public void reaches(long have) {
        reached = have;
        if (System.nanoTime() - shown > INTERVAL_NANOSECONDS) {
            shown = System.nanoTime();
            status.show(line());
        }
    }

    @Override
    public void notes(String sentence) {
        status.warn(sentence);
    }

    @Override
    public void ends() {
        if (startNanos != 0) {
            status.clear();
            status.println(line());
        }
        startNanos = 0;
    }

    private String line() {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        String share = total == 0
                ? ""
                : String.format(Locale.ROOT, " of %s  %d %%", Figures.bytes(total), 100 * reached / total);
        return String.format(
                Locale.ROOT,
                "%s  %s%s  %s/s",
                name,
                Figures.bytes(reached),
                share,
                Figures.bytes(Math.round(reached / Math.max(seconds, 1e-3))));
    }
}
