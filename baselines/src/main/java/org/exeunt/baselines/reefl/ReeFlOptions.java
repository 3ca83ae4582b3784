package org.exeunt.baselines.reefl;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Options of ReeFL; the defaults are those of the authors' code.
 *
 * @param loss the cross-entropies, each with weight 1 in the paper
 * @param aggregationWeights p_i
 * @param distillationWeight weight of the divergences after the ramp
 * @param temperature tau of teacher and students
 * @param rampRounds R of u(t); 0 sets u(t) = 1
 * @param memory decay of the running losses that determine the teacher
 */
public record ReeFlOptions(
        @Option(
                        value = "Early-exit loss that every client minimises, without distillation",
                        defaultValue = "{\"exit-weights\": \"sum\"}")
                EarlyExitLoss loss,
        @Option(value = "Weight of each client in the aggregation", defaultValue = "data-size")
                AggregationWeights aggregationWeights,
        @Option(
                        value = "Weight of the distillation from the best exit to the other exits; 0 disables it",
                        min = 0,
                        max = 100,
                        defaultValue = "1")
                double distillationWeight,
        @Option(
                        value = "Softmax temperature of teacher and students in distillation",
                        min = 0.1,
                        max = 100,
                        defaultValue = "1")
                double temperature,
        @Option(
                        value = "Number of rounds until distillation has its full weight; 0 for no ramp",
                        min = 0,
                        unit = "rounds",
                        defaultValue = "300")
                int rampRounds,
        @Option(
                        value = "Decay of the exponential moving average of losses that determines the best exit",
                        min = 0,
                        below = 1,
                        defaultValue = "0.8")
                double memory) {}
