package org.exeunt.baselines.depthfl;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Preset;

/**
 * Options of DepthFL; the defaults are those of the authors' code.
 *
 * @param preset defaults of the other options
 * @param loss the cross-entropies, each with weight 1 in the paper
 * @param aggregationWeights of the mean, uniform in the paper
 * @param alpha strength of FedDyn's proximal term, and scale of its gradient memory
 * @param squaredDistance whether the proximal term is squared
 * @param feddyn without it there is no g_i, no h and no proximal term
 * @param distillation whether the exits of a client distil into each other
 * @param rampRounds R of u(t), 300 in the authors' code; 0 sets u(t) = 1
 */
public record DepthFlOptions(
        @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
        @Option(
                        value = "Early-exit loss that every client minimises, without distillation",
                        defaultValue = "{\"exit-weights\": \"sum\"}")
                EarlyExitLoss loss,
        @Option(
                        value = "Weight of each client in the aggregation",
                        defaultValue = "uniform",
                        presets = "reference=data-size")
                AggregationWeights aggregationWeights,
        @Option(
                        value = "Strength of the proximal term towards the received model, and scale of the gradient"
                                + " memory",
                        above = 0,
                        max = 10,
                        defaultValue = "0.1")
                double alpha,
        @Option(value = Preset.SQUARED, defaultValue = "true", presets = "reference=false") boolean squaredDistance,
        @Option(value = "Whether the dynamic regularisation of FedDyn is used", defaultValue = "true") boolean feddyn,
        @Option(value = "Whether the exits of a client learn from each other by distillation", defaultValue = "true")
                boolean distillation,
        @Option(
                        value = "Number of rounds until distillation has its full weight; 0 for no ramp",
                        min = 0,
                        unit = "rounds",
                        defaultValue = "300",
                        presets = "reference=0")
                int rampRounds) {}
