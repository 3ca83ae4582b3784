package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.testkit.contract.AggregatorContract;

class DampedMeanContractTest extends AggregatorContract {
    @Override
    protected List<PluginChoice<Aggregator>> variants() {
        return List.of(
                new HelloPlugins().choose(Aggregator.class, "damped-mean", new DampedMean.Options(0.1)),
                new HelloPlugins().choose(Aggregator.class, "damped-mean", new DampedMean.Options(1)));
    }

    // Override if an option has no effect in this small test: optionsWithoutEffect()
}
