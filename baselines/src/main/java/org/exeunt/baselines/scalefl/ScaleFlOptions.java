package org.exeunt.baselines.scalefl;

import java.util.List;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.width.ChannelWindow;

/**
 * Options of ScaleFL; the defaults are those of the CAFEDistill comparison, in which all clients train the whole
 * network.
 *
 * @param preset defaults of the other options
 * @param widths s_l of a client with deepest active exit l; {@code [0.7, 0.7, 0.75, 1]} in the authors' code for
 *     images, {@code [0.4, 0.55, 0.75, 1]} for text
 * @param weightRule c_k
 * @param distillationWeight g, 0.05 for text in the authors' code
 * @param temperature tau, 3 in the authors' code
 * @param aggregationWeights uniform in the authors' code
 */
public record ScaleFlOptions(
        @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
        @Option(
                        value = "Fraction of the channels of a client at each level, level 1 first; empty for all"
                                + " channels",
                        above = 0,
                        max = 1,
                        defaultValue = "[]")
                List<Double> widths,
        @Option(
                        value = "Rule for the weights of the exits in the loss",
                        defaultValue = "linear",
                        presets = "reference=reference-from-zero")
                WeightRule weightRule,
        @Option(
                        value = "Weight of the distillation from the deepest exit; 0 disables it",
                        min = 0,
                        max = 100,
                        defaultValue = "0.5")
                double distillationWeight,
        @Option(
                        value = "Softmax temperature of teacher and students in distillation",
                        min = 0.1,
                        max = 100,
                        defaultValue = "1.0")
                double temperature,
        @Option(
                        value = "Weight of each client in the aggregation",
                        defaultValue = "uniform",
                        presets = "reference=data-size")
                AggregationWeights aggregationWeights) {
    /** Weight c_k of exit k of a client with l exits. */
    public enum WeightRule {
        /** {@code 2k / (l (l + 1))}: proportional to depth; the sum is 1. */
        LINEAR,
        /**
         * {@code (k - 1) / (l (l + 1))}, of {@link Preset#REFERENCE}, which counts exits from 0: exit 1 is never
         * trained, and the sum of the weights is below 1/2.
         */
        REFERENCE_FROM_ZERO;

        /** Returns c_k. */
        double of(int exit, int exits) {
            double pairs = (double) exits * (exits + 1);
            return this == LINEAR ? 2.0 * exit / pairs : (exit - 1) / pairs;
        }
    }

    public ScaleFlOptions {
        widths = List.copyOf(widths);
        ChannelWindow.requireLevels(widths);
    }
}
