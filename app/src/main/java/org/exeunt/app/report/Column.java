package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.exeunt.runtime.record.Summary;

/**
 * One figure of a run.
 *
 * @param key short, for files
 * @param title for people
 * @param decimals shown
 * @param ranked whether higher is better, so that the best is marked
 * @param value of a run; empty if the run has none
 */
record Column(String key, String title, int decimals, boolean ranked, Function<Summary, Optional<Double>> value) {
    private static final double PERCENT = 100;
    private static final double MEGABYTE = 1e6;

    /** Returns the columns of runs whose networks have some number of exits. */
    static List<Column> of(int exits) {
        List<Column> columns = new ArrayList<>();
        for (int exit = 1; exit <= exits; exit++) {
            int index = exit - 1;
            columns.add(accuracy(
                    "exit-" + exit,
                    "exit " + exit,
                    run -> run.finalRound().exits().get(index).accuracy().mean()));
        }
        columns.add(mean());
        columns.add(accuracy("worst-tenth", "worst 10 %", run -> run.finalRound()
                .meanAccuracy()
                .worstTenth()));
        columns.add(accuracy("voting", "all voting", run -> run.finalRound()
                .ensembleAccuracy()
                .mean()));
        columns.add(new Column("macs-saved", "MACs saved", 1, true, Column::macsSaved));
        columns.add(cost("mb-down", "MB down", run -> run.work().downlinkBytes() / MEGABYTE));
        columns.add(cost("mb-up", "MB up", run -> run.work().uplinkBytes() / MEGABYTE));
        columns.add(cost("epochs", "epochs", run -> (double) run.work().epochs()));
        return columns;
    }

    /** Returns the mean accuracy over exits, by which methods are tested. */
    static Column mean() {
        return accuracy(
                "mean", "mean of exits", run -> run.finalRound().meanAccuracy().mean());
    }

    private static Column accuracy(String key, String title, Function<Summary, Double> share) {
        return new Column(key, title, 1, true, run -> Optional.of(PERCENT * share.apply(run)));
    }

    private static Column cost(String key, String title, Function<Summary, Double> value) {
        return new Column(key, title, 0, false, run -> Optional.of(value.apply(run)));
    }

    /** The best of the run's exit policies at the accuracy of its own final exit. */
    private static Optional<Double> macsSaved(Summary run) {
        return run.policies().stream()
                .map(Summary.Policy::macsSavedAtEqualAccuracy)
                .filter(Objects::nonNull)
                .max(Double::compare)
                .map(share -> PERCENT * share);
    }
}
