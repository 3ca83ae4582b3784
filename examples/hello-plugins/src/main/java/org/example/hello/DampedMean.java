package org.example.hello;

import java.util.List;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.Aggregator;

/** Moves the server's parameters towards the weighted mean of the uploads, by a step size. */
public record DampedMean(Options options) implements Aggregator {
    public record Options(
            @Option(
                            value = "Step from the server's parameters towards the mean; 1 is the mean itself",
                            above = 0,
                            max = 1,
                            defaultValue = "0.5")
                    double step) {}


    @Override
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        ParameterSet mean = ParameterMath.weightedSum(uploads, weights);
        return ParameterMath.weightedSum(
                List.of(previous, mean), new double[] {1 - options.step(), options.step()});
    }
}
