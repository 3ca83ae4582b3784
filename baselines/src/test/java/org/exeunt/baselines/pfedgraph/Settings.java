package org.exeunt.baselines.pfedgraph;

import java.util.function.Consumer;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.CosineSign;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.EvaluateAt;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Origin;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Vector;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.RecordingContext;

/** Mutable builder of pFedGraph options for tests. */
final class Settings {
    double alpha = .8;
    double lambda = .01;
    CosineSign cosineSign = CosineSign.ATTRACT;
    Origin base = Origin.INITIAL_GLOBAL;
    boolean roundSimilarCosines = true;
    Vector vector = Vector.ALL;
    EvaluateAt evaluateAt = EvaluateAt.AFTER_AGGREGATION;

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
                cosineSign,
                base,
                roundSimilarCosines,
                vector,
                evaluateAt,
                AggregationWeights.DATA_SIZE);
    }

    PFedGraph strategy() {
        return new PFedGraph(options(), new RecordingContext());
    }
}
