package org.exeunt.app.watch;

import java.util.Optional;
import java.util.function.Consumer;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.Results;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.RunArchive;

/**
 * Shows the progress of a run in a browser on this machine: the page of its report, redrawn after every round.
 *
 * <p>The page is served from the start of the run to its end. A browser keeps the last state, because the page loads
 * nothing else.
 */
public final class Watch implements RunTracker, Consumer<RunArchive> {
    private final int port;
    private final Consumer<String> announce;
    private LoopbackSite site;
    private Optional<RunArchive> newest = Optional.empty();
    private int rounds;
    private int completed;
    private boolean finished;

    /**
     * Creates a tracker that serves the page from the start of the run.
     *
     * @param port to listen on; 0 for any free port
     * @param announce receives the address of the page
     */
    public Watch(int port, Consumer<String> announce) {
        this.port = port;
        this.announce = announce;
    }

    @Override
    public void runStarted(RunStart start) {
        rounds = start.rounds();
        completed = start.resumedAfter().number();
        site = LoopbackSite.open(port, HtmlReport.live(start.name()));
        announce.accept(site.address());
        update("waiting for the first round");
    }

    @Override
    public void roundFinished(RoundRecord round) {
        completed = round.round().number();
        if (newest.isEmpty()) {
            update(progress(round) + "; charts follow with the first evaluation");
        }
    }

    @Override
    public void accept(RunArchive soFar) {
        newest = Optional.of(soFar);
        update(progress(soFar.rounds().get(soFar.rounds().size() - 1)));
    }

    private String progress(RoundRecord round) {
        return "round %s of %d, %s"
                .formatted(
                        round.round(),
                        rounds,
                        Double.isFinite(round.loss())
                                ? "loss " + Figures.number(round.loss(), 3)
                                : "no client succeeded");
    }

    private void update(String status) {
        site.show(HtmlReport.update(status, newest.map(Results::of)));
    }

    @Override
    public void runFinished() {
        finished = true;
    }

    @Override
    public void close() {
        if (site != null) {
            update(
                    finished
                            ? "finished; this page stays as it is"
                            : "stopped after round %d of %d; this page stays as it is".formatted(completed, rounds));
            site.close();
        }
    }
}
