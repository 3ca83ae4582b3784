package org.exeunt.datasets.device;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class TiersPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new Tiers.Plugin();
    }
}
