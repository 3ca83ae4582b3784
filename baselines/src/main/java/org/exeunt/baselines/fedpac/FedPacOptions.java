package org.exeunt.baselines.fedpac;

import java.util.Optional;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Options of FedPAC, including the points on which the paper and its public implementations differ.
 *
 * @param loss loss of every client, in both phases
 * @param aggregationWeights p_i of the backbones
 * @param lambda strength of the prototype term; 0 disables it
 * @param headEpochs epochs of the first phase; the second one uses the run's local epochs
 * @param headLearningRate fixed learning rate of the first phase; if absent, the run's learning rate with its decay
 * @param headWeights features that determine the weights of heads
 * @param epsilon weights up to this value are set to 0
 * @param fallback anchor of examples of a class without a prototype
 * @param prototypePerExit whether the features of all exits are aligned, not only those of the final exit
 */
public record FedPacOptions(
        @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
        @Option(value = "Weight of each client in the aggregation of backbones", defaultValue = "data-size")
                AggregationWeights aggregationWeights,
        @Option(
                        value = "Strength of the term that draws features towards the prototype of their class; 0"
                                + " disables it",
                        min = 0,
                        max = 1e3,
                        defaultValue = "1")
                double lambda,
        @Option(
                        value = "Number of epochs that train the heads with a frozen backbone",
                        min = 0,
                        unit = "epochs",
                        defaultValue = "1")
                int headEpochs,
        @Option(
                        value = "Fixed learning rate of the heads; if absent, the learning rate of the run",
                        above = 0,
                        max = 10)
                Optional<Double> headLearningRate,
        @Option(value = "Exits that provide the features for the weights of heads", defaultValue = "shared-final")
                HeadWeights headWeights,
        @Option(value = "Weights up to this value are set to 0", min = 0, max = 0.5, defaultValue = "1e-3")
                double epsilon,
        @Option(value = "Anchor of the features of a class without a prototype", defaultValue = "own")
                Fallback fallback,
        @Option(
                        value = "Whether features are aligned at every exit instead of only at the final exit",
                        defaultValue = "false")
                boolean prototypePerExit) {

    /** Features that determine the weights of heads. */
    public enum HeadWeights {
        /** The final features: all exits have the same weights. */
        SHARED_FINAL,
        /** The features of each exit: every exit has its own weights. */
        PER_EXIT,
        /** None: every client keeps its own heads. */
        OWN
    }

    /** Anchor of a class for which no client has sent a prototype yet. */
    public enum Fallback {
        /** The client's own mean feature before training. */
        OWN,
        /** None: these examples have no prototype term. */
        NONE
    }
}
