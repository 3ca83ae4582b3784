package org.exeunt.runtime.config;

import java.util.List;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.plugin.Option;

/** The {@code evaluation} section. The last round is always evaluated. */
public record EvaluationConfig(
        @Option(
                        value = "Rounds from one evaluation of all clients to the next",
                        min = 1,
                        byDefault = "1",
                        unit = "rounds")
                int every,
        @Option(value = "Rules by which inputs leave early", minItems = 1, byDefault = "[{\"type\": \"confidence\"}]")
                List<Choice<ExitPolicy>> exitPolicies,
        @Option(
                        value = "Whether every client's personal model is written to the run directory at the end",
                        byDefault = "true")
                boolean saveModels) {
    public EvaluationConfig {
        exitPolicies = List.copyOf(exitPolicies);
    }
}
