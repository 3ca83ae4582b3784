package org.exeunt.config.run;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.api.plugin.PluginChoice;

/** The {@code evaluation} section. The last round is always evaluated. */
public record EvaluationConfig(
        @Option(
                        value = "Number of rounds from one evaluation of all clients to the next",
                        min = 1,
                        defaultValue = "1",
                        unit = "rounds")
                int interval,
        @Option(
                        value = "Policies that decide at which exit an input leaves the network",
                        minItems = 1,
                        defaultValue = "[{\"type\": \"confidence\"}]")
                List<PluginChoice<ExitPolicy>> exitPolicies,
        @Option(
                        value = "Accuracy of the best baseline's final exit, in [0, 1]; MACs saved at it are "
                                + "reported in addition to those at the run's own",
                        min = 0,
                        max = 1)
                Optional<Double> baselineAccuracy,
        @Option(
                        value = "Loss of accuracy up to which early exits count as equally accurate, in [0, 1]",
                        min = 0,
                        max = 1,
                        defaultValue = "0")
                double accuracySlack,
        @Option(
                        value = "Maximum number of clients that are evaluated: a sample, drawn once, of those with "
                                + "test examples. If omitted, all; new clients are always evaluated",
                        affects = Affects.DATA,
                        min = 1,
                        unit = "clients")
                Optional<Integer> clients,
        @Option(
                        value = "Number of clients, the last of the partition, that never train and are evaluated "
                                + "separately",
                        affects = Affects.DATA,
                        min = 0,
                        defaultValue = "0",
                        unit = "clients")
                int newClients,
        @Option(
                        value = "Training examples per client on which the gradients of its exits are compared at "
                                + "every evaluation; 0 disables it",
                        min = 0,
                        defaultValue = "0",
                        unit = "examples")
                int gradientConflictExamples,
        @Option(
                        value = "Number of epochs that fine-tune each personal model on the client's training examples"
                                + " before it is evaluated or saved; the client keeps nothing of them",
                        affects = Affects.TRAINING,
                        min = 0,
                        defaultValue = "0",
                        unit = "epochs")
                int headEpochs,
        @Option(
                        value =
                                "Blocks that these epochs train: the heads, each on its own loss, or all, on the mean of"
                                        + " the losses",
                        affects = Affects.TRAINING,
                        defaultValue = "heads")
                FineTuned fineTuned,
        @Option(
                        value =
                                "Whether the personal models of the evaluated clients are written to the run directory at the end",
                        affects = Affects.RECORD,
                        defaultValue = "true")
                boolean saveModels) {
    public EvaluationConfig {
        exitPolicies = List.copyOf(exitPolicies);
        if (fineTuned == FineTuned.ALL && headEpochs == 0) {
            throw new IllegalArgumentException(
                    "'fine-tuned' has no effect without epochs; set 'head-epochs', such as 1");
        }
    }

    /** Blocks that are fine-tuned before an evaluation. */
    public enum FineTuned {
        /** The heads of all exits. */
        HEADS,
        /** Backbone and heads. */
        ALL
    }
}
