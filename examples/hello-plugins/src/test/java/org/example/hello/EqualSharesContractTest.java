package org.example.hello;

import java.util.List;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.PartitionerContract;

class EqualSharesContractTest extends PartitionerContract {
    @Override
    protected List<PluginChoice<Partitioner>> variants() {
        return List.of(
                new HelloPlugins().choose(Partitioner.class, "equal-shares", new EqualShares.Options(5, 0)),
                new HelloPlugins().choose(Partitioner.class, "equal-shares", new EqualShares.Options(20, 0.25)));
    }

    // Override for a scheme that needs other data, such as examples with owners: dataset()
    // Override if an option has no effect in this small test: optionsWithoutEffect()
}
