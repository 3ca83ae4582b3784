package org.exeunt.baselines.reefl;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Settings of loss, merge and distillation; the defaults are those of the authors' code.
 *
 * @param loss the cross-entropies, weighted 1 each in the paper
 * @param aggregationWeights p_i
 * @param distillationWeight of the divergences once the ramp is over
 * @param temperature of teacher and students
 * @param rampRounds R of u(t); 0 makes u(t) = 1
 * @param memory share of the past in the running losses that choose the teacher
 */
public record ReeFlOptions(
        @Option(value = "The loss of a client, without distillation", defaultValue = "{\"exit-weights\": \"sum\"}")
                EarlyExitLoss loss,
        @Option(value = "How much each client counts in the merge", defaultValue = "data-size")
                AggregationWeights aggregationWeights,
        @Option(
                        value = "Weight of the other exits' divergence from the best one; 0 for none",
                        min = 0,
                        max = 100,
                        defaultValue = "1")
                double distillationWeight,
        @Option(value = "Temperature of teacher and students", min = 0.1, max = 100, defaultValue = "1")
                double temperature,
        @Option(
                        value = "Rounds until distillation has its full weight; 0: from the start",
                        min = 0,
                        unit = "rounds",
                        defaultValue = "300")
                int rampRounds,
        @Option(
                        value = "Share of the past in the running losses by which the best exit is chosen",
                        min = 0,
                        below = 1,
                        defaultValue = "0.8")
                double memory) {}
