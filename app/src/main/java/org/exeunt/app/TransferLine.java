package org.exeunt.app;

import java.util.Locale;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.fetch.DownloadListener;
import org.exeunt.app.text.Figures;

/** Shows a download: on a terminal a line that renews itself, elsewhere a line at its start and its end. */
final class TransferLine implements DownloadListener {
    private static final long SHOWN_EVERY_NANOSECONDS = 200_000_000;

    private final StatusLine status;
    private String name = "";
    private long all;
    private long first;
    private long begun;
    private long shown;
    private long reached;

    TransferLine(StatusLine status) {
        this.status = status;
    }

    @Override
    public void begins(String file, long have, long length) {
        name = file;
        all = length;
        first = have;
        reached = have;
        begun = System.nanoTime();
        if (!status.isLive()) {
            status.println("%s: fetching %s%s"
                    .formatted(
                            name,
                            all == 0 ? "a file of unknown length" : Figures.bytes(all),
                            have == 0 ? "" : ", of which " + Figures.bytes(have) + " are here"));
        }
    }

    @Override
    public void reaches(long have) {
        reached = have;
        if (System.nanoTime() - shown > SHOWN_EVERY_NANOSECONDS) {
            shown = System.nanoTime();
            status.show(line());
        }
    }

    @Override
    public void notes(String sentence) {
        status.println("warning: " + VisibleText.line(sentence));
    }

    @Override
    public void ends() {
        if (begun != 0) {
            status.clear();
            status.println(line());
        }
        begun = 0;
    }

    private String line() {
        double seconds = (System.nanoTime() - begun) / 1e9;
        String share =
                all == 0 ? "" : String.format(Locale.ROOT, " of %s  %d %%", Figures.bytes(all), 100 * reached / all);
        return String.format(
                Locale.ROOT,
                "%s  %s%s  %s/s",
                name,
                Figures.bytes(reached),
                share,
                Figures.bytes(Math.round((reached - first) / Math.max(seconds, 1e-3))));
    }
}
