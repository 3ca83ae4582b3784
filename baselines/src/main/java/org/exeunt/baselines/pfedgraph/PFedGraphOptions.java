package org.exeunt.baselines.pfedgraph;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * What the paper and its implementations leave to choose.
 *
 * @param loss of every client
 * @param alpha towards infinity all rows of the graph become the p of {@code aggregationWeights}, towards 0 each client works with the most alike alone
 * @param lambda strength of the directional term; 0 leaves it out, and its direction is then not sent
 * @param cosineSign the term's sign
 * @param base what a client's change is counted from
 * @param roundSimilarCosines whether clients whose cosine is above 0.9 count as equal
 * @param vector what is compared
 * @param evaluateAt which of a client's two models is its personal one
 * @param aggregationWeights p
 */
public record PFedGraphOptions(
        @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
        @Option(
                        value = "How much the graph keeps to the sizes of clients rather than to their alikeness",
                        defaultValue = "0.8",
                        min = 1e-6,
                        max = 1e6)
                double alpha,
        @Option(value = "Strength of the pull towards collaborators", defaultValue = "0.01", min = 0, max = 1e3)
                double lambda,
        @Option(value = "Whether the pull is one, or a push as in the public codes", defaultValue = "attract")
                CosineSign cosineSign,
        @Option(value = "What a client's change is counted from", defaultValue = "initial-global") Origin base,
        @Option(value = "Whether clients with a cosine above 0.9 count as equal", defaultValue = "true")
                boolean roundSimilarCosines,
        @Option(value = "What is compared", defaultValue = "all") Vector vector,
        @Option(value = "Which model is evaluated", defaultValue = "after-aggregation") EvaluateAt evaluateAt,
        @Option(value = "How much each client counts before alikeness does", defaultValue = "data-size")
                AggregationWeights aggregationWeights) {

    /** Sign of the directional term. */
    public enum CosineSign {
        /** Minus: towards the collaborators. */
        ATTRACT,
        /** Plus, as both public codes have it: away from them. */
        REFERENCE_PLUS;

        double sign() {
            return this == ATTRACT ? -1 : 1;
        }
    }

    /** Where a change begins. */
    public enum Origin {
        /** At the initial parameters: the cumulative change. */
        INITIAL_GLOBAL,
        /** At the model the client was sent in this round. */
        ROUND_START
    }

    /** What is compared. */
    public enum Vector {
        /** Backbone and heads. */
        ALL,
        /** Heads alone. */
        HEADS_ONLY
    }

    /** A client's personal model. */
    public enum EvaluateAt {
        /** The newest mixture. */
        AFTER_AGGREGATION,
        /** The client's own after its last training. */
        AFTER_LOCAL
    }
}
