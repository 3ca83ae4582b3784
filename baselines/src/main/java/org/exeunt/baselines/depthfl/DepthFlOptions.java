package org.exeunt.baselines.depthfl;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Settings of loss, merge, regularisation and distillation; the defaults are those of the authors' code.
 *
 * @param loss the cross-entropies, weighted 1 each in the paper
 * @param aggregationWeights of the mean, all alike in the paper
 * @param alpha strength of FedDyn's pull, and scale of its memory
 * @param feddyn without it no g_i, no h and no pull
 * @param serverCorrection without it {@code w^{t+1} = mean}, though g_i and the pull remain
 * @param distillation whether exits teach each other
 * @param rampRounds R of u(t), 300 in the authors' code; 0 makes u(t) = 1
 */
public record DepthFlOptions(
        @Option(value = "The loss of a client, without distillation", defaultValue = "{\"exit-weights\": \"sum\"}")
                EarlyExitLoss loss,
        @Option(value = "How much each client counts in the merge", defaultValue = "uniform")
                AggregationWeights aggregationWeights,
        @Option(
                        value = "Strength of the pull to the downloaded model, and scale of the gradient memory",
                        above = 0,
                        max = 10,
                        defaultValue = "0.1")
                double alpha,
        @Option(value = "Whether clients are regularised dynamically", defaultValue = "true") boolean feddyn,
        @Option(value = "Whether the server corrects the mean by what clients remember", defaultValue = "true")
                boolean serverCorrection,
        @Option(value = "Whether the exits of a client teach each other", defaultValue = "true") boolean distillation,
        @Option(
                        value = "Rounds until distillation has its full weight; 0: from the start",
                        min = 0,
                        unit = "rounds",
                        defaultValue = "300")
                int rampRounds) {}
