package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.testkit.contract.AggregatorContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class DampedMeanContractTest extends AggregatorContract {
    @Override
    protected List<PluginChoice<Aggregator>> variants() {
        return List.of(
                PluginChoice.of(new DampedMean.Provider(), new DampedMean.Options(0.1)),
                PluginChoice.of(new DampedMean.Provider(), new DampedMean.Options(1)));
    }

    // Override if an option has no effect in this small test: optionsWithoutEffect()

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new DampedMean.Provider();
        }
    }
}
