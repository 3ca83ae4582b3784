package org.exeunt.baselines.fedpac;

import java.util.Optional;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * What the paper and its implementations leave to choose.
 *
 * @param loss of every client, in both phases
 * @param aggregationWeights p_i of the backbone
 * @param lambda strength of the pull to prototypes; 0 leaves it out
 * @param headEpochs of the first phase; the second has the run's local epochs
 * @param headLearningRate fixed learning rate of the first phase; the run's own, with its decay, if left out
 * @param headWeights which statistics combine which heads
 * @param epsilon a weight not above it counts as none
 * @param fallback what pulls an example whose class has no prototype yet
 * @param prototypePerExit whether the feature of every exit is pulled, not the final one's alone
 */
public record FedPacOptions(
        @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
        @Option(value = "How much each client counts in the merge of backbones", defaultValue = "data-size")
                AggregationWeights aggregationWeights,
        @Option(
                        value = "Strength of the pull of features to their class's prototype; 0 for none",
                        min = 0,
                        max = 1e3,
                        defaultValue = "1")
                double lambda,
        @Option(
                        value = "Passes that train the heads on the frozen backbone",
                        min = 0,
                        unit = "epochs",
                        defaultValue = "1")
                int headEpochs,
        @Option(value = "Learning rate of the heads, usually that of the run", above = 0, max = 10)
                Optional<Double> headLearningRate,
        @Option(value = "Which exits' features say how heads are combined", defaultValue = "shared-final")
                HeadWeights headWeights,
        @Option(value = "Weights not above this count as none", min = 0, max = 0.5, defaultValue = "1e-3")
                double epsilon,
        @Option(value = "What pulls examples of classes without a prototype", defaultValue = "own") Fallback fallback,
        @Option(value = "Whether features are pulled at every exit, not at the final one alone", defaultValue = "false")
                boolean prototypePerExit) {

    /** Where the weights of heads come from. */
    public enum HeadWeights {
        /** From final features, one row of weights for the heads of all exits. */
        SHARED_FINAL,
        /** From each exit's own features, a row for each exit. */
        PER_EXIT,
        /** From nowhere: every client keeps its own heads. */
        OWN
    }

    /** What takes the place of a prototype nobody has sent yet. */
    public enum Fallback {
        /** The client's own mean feature before training. */
        OWN,
        /** Nothing. */
        NONE
    }
}
