package org.exeunt.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.strategies.aggregation.Krum;
import org.exeunt.strategies.aggregation.TrimmedMean;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Time to aggregate the uploads of a cohort: the ConvNet of the CIFAR-10 experiments with 302,622 values per client.
 */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class AggregationBenchmark extends Kernel {
    private static final double TENTH = 0.1;

    /** Number of clients in the round. */
    @Param({"10", "100"})
    public int cohort;

    /** Id of the aggregator. */
    @Param({"weighted-mean", "trimmed-mean", "coordinate-median", "krum"})
    public String rule;

    private Aggregator aggregator;
    private ParameterSet previous;
    private List<ParameterSet> uploads;
    private double[] weights;

    /** Creates random uploads. */
    @Setup
    public void draw() {
        NoConfiguration context = new NoConfiguration();
        aggregator = switch (rule) {
            case "trimmed-mean" ->
                new StrategyPlugins()
                        .choose(Aggregator.class, "trimmed-mean", new TrimmedMean.Options(TENTH))
                        .create(context);
            case "coordinate-median" ->
                new StrategyPlugins()
                        .choose(Aggregator.class, "coordinate-median", new NoOptions())
                        .create(context);
            case "krum" ->
                new StrategyPlugins()
                        .choose(Aggregator.class, "krum", new Krum.Options(TENTH, 1))
                        .create(context);
            default -> Aggregator.WEIGHTED_MEAN;
        };
        NetworkDesign design = Subject.of("convnet", new int[] {}).design();
        List<ParameterSet> drawn = IntStream.rangeClosed(0, cohort)
                .mapToObj(client -> design.initialParameters(Streams.ROOT.stream("client-" + client)))
                .toList();
        previous = drawn.get(0);
        uploads = drawn.subList(1, drawn.size());
        weights = new double[cohort];
        Arrays.fill(weights, 1.0 / cohort);
    }

    /** Aggregates the uploads. */
    @Benchmark
    public ParameterSet aggregate() {
        return aggregator.aggregate(previous, uploads, weights);
    }
}
