package org.example.hello;

import java.util.List;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.PartitionerContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class EqualSharesContractTest extends PartitionerContract {
    @Override
    protected List<PluginChoice<Partitioner>> variants() {
        return List.of(
                PluginChoice.of(new EqualShares.Provider(), new EqualShares.Options(5, 0)),
                PluginChoice.of(new EqualShares.Provider(), new EqualShares.Options(20, 0.25)));
    }

    // Override for a scheme that needs other data, such as examples with owners: dataset()
    // Override if an option has no effect in this small test: optionsWithoutEffect()

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new EqualShares.Provider();
        }
    }
}
