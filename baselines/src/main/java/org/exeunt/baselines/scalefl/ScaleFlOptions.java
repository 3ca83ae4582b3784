package org.exeunt.baselines.scalefl;

import java.util.List;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;

/**
 * Settings of widths, loss and merge; the defaults are those of the CAFEDistill comparison, in which all clients are whole.
 *
 * @param widths s_l of a client whose deepest exit that learns is l; {@code [0.7, 0.7, 0.75, 1]} in the authors' code for images,
 *     {@code [0.4, 0.55, 0.75, 1]} for text
 * @param weightRule c_k
 * @param distillationWeight g, 0.05 for text in the authors' code
 * @param temperature tau, 3 in the authors' code
 * @param distillationStart 0.25 in the authors' code, which counts rounds from 0 and so begins one round later
 * @param aggregationWeights all alike in the authors' code
 */
public record ScaleFlOptions(
        @Option(
                        value =
                                "Share of the channels of a client at each level, level 1 first, the last 1; empty: all channels at every level",
                        above = 0,
                        max = 1,
                        defaultValue = "[]")
                List<Double> widths,
        @Option(value = "How much each exit counts", defaultValue = "linear") WeightRule weightRule,
        @Option(
                        value = "Weight of distillation from the deepest exit; 0 for none",
                        min = 0,
                        max = 100,
                        defaultValue = "0.5")
                double distillationWeight,
        @Option(value = "Temperature of teacher and students", min = 0.1, max = 100, defaultValue = "1.0")
                double temperature,
        @Option(value = "Share of the rounds before distillation begins", min = 0, max = 1, defaultValue = "0.0")
                double distillationStart,
        @Option(value = "How much each client counts in the merge", defaultValue = "uniform")
                AggregationWeights aggregationWeights) {
    public ScaleFlOptions {
        widths = List.copyOf(widths);
        for (int level = 1; level < widths.size(); level++) {
            if (widths.get(level) < widths.get(level - 1)) {
                throw new IllegalArgumentException(
                        "'widths' is %s: expected numbers that do not fall from level to level".formatted(widths));
            }
        }
        if (!widths.isEmpty() && widths.get(widths.size() - 1) != 1) {
            throw new IllegalArgumentException(
                    "'widths' is %s: the last must be 1, a client of the deepest level is whole".formatted(widths));
        }
    }

    boolean narrows() {
        return widths.stream().anyMatch(width -> width < 1);
    }
}
