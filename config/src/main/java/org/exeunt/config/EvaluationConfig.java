package org.exeunt.config;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;

/** The {@code evaluation} section. The last round is always evaluated. */
public record EvaluationConfig(
        @Option(
                        value = "Rounds from one evaluation of all clients to the next",
                        min = 1,
                        defaultValue = "1",
                        unit = "rounds")
                int interval,
        @Option(
                        value = "Rules by which inputs leave early",
                        minItems = 1,
                        defaultValue = "[{\"type\": \"confidence\"}]")
                List<PluginChoice<ExitPolicy>> exitPolicies,
        @Option(
                        value =
                                "Accuracy of the best baseline's final exit, a share; MACs saved at it are reported besides those at the run's own",
                        min = 0,
                        max = 1)
                Optional<Double> baselineAccuracy,
        @Option(
                        value =
                                "How much less accurate leaving early may be and still count as equally accurate, a share",
                        min = 0,
                        max = 1,
                        defaultValue = "0")
                double accuracySlack,
        @Option(
                        value = "The last so many clients of the partition never train and are evaluated apart",
                        min = 0,
                        defaultValue = "0",
                        unit = "clients")
                int newClients,
        @Option(
                        value =
                                "Training examples of each client on which the gradients of its exits are compared at every evaluation; 0 compares none",
                        min = 0,
                        defaultValue = "0",
                        unit = "examples")
                int gradientConflictExamples,
        @Option(
                        value = "Whether every client's personal model is written to the run directory at the end",
                        defaultValue = "true")
                boolean saveModels) {
    public EvaluationConfig {
        exitPolicies = List.copyOf(exitPolicies);
    }
}
