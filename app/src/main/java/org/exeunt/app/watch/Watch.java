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
 * Shows a run in a browser of this machine as it goes on: the page it will have at its end, redrawn after every round.
 *
 * <p>The page is served from the run's start to its end; what a browser showed last stays, as a page needs nothing else.
 */
public final class Watch implements RunTracker, Consumer<RunArchive> {
    private final int port;
    private final Consumer<String> announce;
    private LoopbackSite site;
    private Optional<RunArchive> newest = Optional.empty();
    private int rounds;
    private int finished;

    /**
     * Makes a watch that begins with the run.
     *
     * @param port to listen on; 0 for any that is free
     * @param announce told the page's address
     */
    public Watch(int port, Consumer<String> announce) {
        this.port = port;
        this.announce = announce;
    }

    @Override
    public void runStarted(RunStart start) {
        rounds = start.rounds();
        site = LoopbackSite.open(port, HtmlReport.live(start.name()));
        announce.accept(site.address());
        tell("waiting for the first round");
    }

    @Override
    public void roundFinished(RoundRecord round) {
        finished = round.round().number();
        if (newest.isEmpty()) {
            tell(progress(round) + "; charts come with the first evaluation");
        }
    }

    @Override
    public void accept(RunArchive soFar) {
        newest = Optional.of(soFar);
        tell(progress(soFar.rounds().get(soFar.rounds().size() - 1)));
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

    private void tell(String status) {
        site.show(HtmlReport.update(status, newest.map(Results::of)));
    }

    @Override
    public void close() {
        if (site != null) {
            tell(
                    finished == rounds
                            ? "finished; this page stays as it is"
                            : "stopped after round %d of %d; this page stays as it is".formatted(finished, rounds));
            site.close();
        }
    }
}
