package org.exeunt.testkit.engine;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class ToyEnginePluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new ToyEnginePlugin();
    }
}
