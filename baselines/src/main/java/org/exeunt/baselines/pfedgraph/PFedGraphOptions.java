package org.exeunt.baselines.pfedgraph;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Options of pFedGraph, including the points on which the paper and its public implementations differ.
 *
 * @param loss loss of every client
 * @param alpha towards infinity every row of the graph becomes p, towards 0 each client uses only the model of the most
 *     similar client
 * @param lambda strength of the cosine penalty; with 0 no direction is sent
 * @param cosineSign sign of the cosine penalty
 * @param base origin of the changes that are compared
 * @param roundSimilarCosines whether a cosine above 0.9 is replaced by 1
 * @param vector parameters that are compared
 * @param evaluateAt personal model of a client
 * @param aggregationWeights p
 */
public record PFedGraphOptions(
        @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
        @Option(
                        value = "Strength of the regulariser that draws the graph towards the aggregation weights",
                        defaultValue = "0.8",
                        min = 1e-6,
                        max = 1e6)
                double alpha,
        @Option(
                        value = "Strength of the cosine penalty towards the collaborators; 0 disables it",
                        defaultValue = "0.01",
                        min = 0,
                        max = 1e3)
                double lambda,
        @Option(
                        value = "Whether the cosine penalty attracts clients or repels them as in public"
                                + " implementations",
                        defaultValue = "attract")
                CosineSign cosineSign,
        @Option(value = "Origin of the parameter changes that are compared", defaultValue = "initial-global")
                Origin base,
        @Option(value = "Whether cosines above 0.9 are replaced by 1", defaultValue = "true")
                boolean roundSimilarCosines,
        @Option(value = "Parameters that are compared", defaultValue = "all") Vector vector,
        @Option(value = "Which model of a client is evaluated", defaultValue = "after-aggregation")
                EvaluateAt evaluateAt,
        @Option(value = "Weights of the clients towards which the graph is regularised", defaultValue = "data-size")
                AggregationWeights aggregationWeights) {

    /** Sign of the cosine penalty. */
    public enum CosineSign {
        /** Minus: towards the collaborators, as in the paper. */
        ATTRACT,
        /** Plus, as in both public implementations: away from the collaborators. */
        REFERENCE_PLUS;

        double sign() {
            return this == ATTRACT ? -1 : 1;
        }
    }

    /** Origin of a parameter change. */
    public enum Origin {
        /** The initial parameters: the cumulative change. */
        INITIAL_GLOBAL,
        /** The model that the client received in this round. */
        ROUND_START
    }

    /** Parameters that are compared. */
    public enum Vector {
        /** Backbone and heads. */
        ALL,
        /** Heads only. */
        HEADS_ONLY
    }

    /** Personal model of a client. */
    public enum EvaluateAt {
        /** The most recent aggregated model. */
        AFTER_AGGREGATION,
        /** The client's model after its most recent training. */
        AFTER_LOCAL
    }
}
