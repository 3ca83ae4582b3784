package org.exeunt.baselines.pfedgraph;

import java.util.function.Consumer;
import org.exeunt.api.strategy.MergeWeights;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.CosSign;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.EvalAt;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Origin;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Vector;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.RecordingContext;

/** The options of pFedGraph with one setting changed at a time. */
final class Settings {
    double alpha = .8;
    double lambda = .01;
    CosSign cosSign = CosSign.ATTRACT;
    Origin base = Origin.INITIAL_GLOBAL;
    boolean snap = true;
    Vector vector = Vector.ALL;
    EvalAt evalAt = EvalAt.AFTER_AGG;

    static Settings of(Consumer<Settings> change) {
        Settings settings = new Settings();
        change.accept(settings);
        return settings;
    }

    PFedGraphOptions options() {
        return new PFedGraphOptions(
                EarlyExitLoss.of(ExitWeights.MEAN),
                alpha,
                lambda,
                cosSign,
                base,
                snap,
                vector,
                evalAt,
                MergeWeights.DATA_SIZE);
    }

    PFedGraph strategy() {
        return new PFedGraph(options(), new RecordingContext());
    }
}
