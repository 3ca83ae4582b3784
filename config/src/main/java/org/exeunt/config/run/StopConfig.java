package org.exeunt.config.run;

import java.util.Optional;
import org.exeunt.api.plugin.Option;

/**
 * The {@code training.stop} section: when a run ends before its last round. Each condition is checked after every
 * evaluation on its validation accuracy: the mean over exits and clients with validation examples.
 *
 * @param patience evaluations in a row without improvement
 * @param minimumImprovement an evaluation improves if it exceeds the best earlier one by more than this
 * @param target accuracy that ends the run
 */
public record StopConfig(
        @Option(
                        value = "Number of evaluations in a row without a better validation accuracy after which the"
                                + " run ends",
                        min = 1,
                        unit = "evaluations")
                Optional<Integer> patience,
        @Option(
                        value = "Improvement of the validation accuracy, in [0, 1], up to which an evaluation does not"
                                + " count as better",
                        min = 0,
                        max = 1,
                        defaultValue = "0.0")
                double minimumImprovement,
        @Option(value = "Validation accuracy, in [0, 1], that ends the run when it is reached", min = 0, max = 1)
                Optional<Double> target) {
    public StopConfig {
        if (patience.isEmpty() && target.isEmpty()) {
            throw new IllegalArgumentException("neither 'patience' nor 'target' is set; set at least one of them");
        }
        if (minimumImprovement > 0 && patience.isEmpty()) {
            throw new IllegalArgumentException(
                    "'minimum-improvement' is %s without 'patience', so that it has no effect; set both or neither"
                            .formatted(minimumImprovement));
        }
    }
}
