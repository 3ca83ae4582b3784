package org.exeunt.datasets.agnews;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class AgNewsPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new AgNewsSource.Plugin();
    }
}
