package org.exeunt.runtime.step;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.run.ServerOptimizerConfig;
import org.exeunt.config.run.ServerOptimizerConfig.Kind;

/**
 * Moves the server's parameters by the aggregated change of a round, as a gradient step. Each value has its own
 * moments; all arithmetic is in double.
 *
 * <p>Source: FedAvgM of Hsu, Qi, Brown, Measuring the Effects of Non-Identical Data Distribution for Federated Visual
 * Classification, 2019, arXiv 1909.06335; FedAdam and FedYogi of Reddi et al., Adaptive Federated Optimization, ICLR
 * 2021, arXiv 2003.00295, without bias correction and with initial second moment {@code tau^2}, as there.
 * Deviation: the change is that of the run's aggregator, weighted as the strategy does; the paper weights clients
 * equally.
 */
public final class ServerOptimizer<S extends Record> extends RoundStep<S, ServerOptimizer.Moments> {
    /**
     * What the step remembers.
     *
     * @param first for each group of clients, exponential mean of the changes of the blocks that were ever aggregated
     * @param second exponential mean of their squares; without blocks if the optimiser has no second moment
     */
    public record Moments(Payload first, Payload second) {}

    private final ServerOptimizerConfig config;
    private final Aggregator aggregator;

    /**
     * Creates the step around a strategy.
     *
     * @param aggregator of the run, towards whose results the optimiser steps
     */
    public ServerOptimizer(Strategy<S> strategy, ServerOptimizerConfig config, Aggregator aggregator) {
        super(strategy, federation -> new Moments(Payload.empty(), Payload.empty()));
        this.config = config;
        this.aggregator = aggregator;
    }

    /** Takes a step wherever the strategy uses {@link ClientResults#aggregate}: once for each group and its blocks. */
    @Override
    public AggregationResult<Server<S, Moments>> aggregate(
            Server<S, Moments> server, RoundContext round, ClientResults results) {
        AtomicReference<Moments> moments = new AtomicReference<>(server.memory());
        ClientResults stepping = new ClientResults(
                round.federation(),
                results.all(),
                aggregator,
                (group, parameters, aggregate) -> step(config, moments, group, parameters, aggregate));
        return with(strategy().aggregate(server.own(), round, stepping), moments.get());
    }

    /**
     * Returns the parameters after one step, and updates the moments of their blocks. Blocks without moments start with
     * zero and {@code tau^2}.
     *
     * @param moments replaced by those after the step
     * @param group of the clients
     * @param parameters x
     * @param aggregate of the uploads, with the same blocks
     */
    static ParameterSet step(
            ServerOptimizerConfig config,
            AtomicReference<Moments> moments,
            String group,
            ParameterSet parameters,
            ParameterSet aggregate) {
        Payload first = moments.get().first();
        Payload second = moments.get().second();
        ParameterSet none = ParameterSet.zeros(parameters.layout().none());
        ParameterSet means = first.parameterSets().getOrDefault(group, none);
        ParameterSet squares = second.parameterSets().getOrDefault(group, none);
        BlockSet blocks = parameters.blocks();
        boolean adaptive = config.type() != Kind.FEDAVGM;
        float[] x = parameters.values();
        float[] target = aggregate.values();
        float[] m = valuesOf(means, blocks, 0);
        double tau = config.tau().orElse(0.0);
        float[] v = adaptive ? valuesOf(squares, blocks, (float) (tau * tau)) : new float[0];
        double rate = config.learningRate().orElseThrow();
        double changeWeight = adaptive ? 1 - config.beta1() : 1;
        for (int i = 0; i < x.length; i++) {
            double change = (double) target[i] - x[i];
            double mean = config.beta1() * m[i] + changeWeight * change;
            m[i] = (float) mean;
            double step = mean;
            if (adaptive) {
                double meanSquare = secondMoment(config, v[i], change * change);
                v[i] = (float) meanSquare;
                step /= Math.sqrt(meanSquare) + tau;
            }
            x[i] = (float) (x[i] + rate * step);
        }
        BlockSet adapted = adaptive ? blocks : blocks.layout().none();
        moments.set(new Moments(
                first.with(group, means.with(ParameterSet.of(blocks, m))),
                second.with(group, squares.with(ParameterSet.of(adapted, v)))));
        return ParameterSet.of(blocks, x);
    }

    private static double secondMoment(ServerOptimizerConfig config, double v, double square) {
        double beta2 = config.beta2().orElseThrow();
        return config.type() == Kind.FEDYOGI
                ? v - (1 - beta2) * square * Math.signum(v - square)
                : beta2 * v + (1 - beta2) * square;
    }

    private static float[] valuesOf(ParameterSet moments, BlockSet blocks, float initial) {
        float[] values = new float[blocks.size()];
        Arrays.fill(values, initial);
        return ParameterSet.of(blocks, values)
                .with(moments.select(moments.blocks().intersect(blocks)))
                .values();
    }
}
