package org.exeunt.dl4j;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class Dl4jEnginePluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new Dl4jEnginePlugin();
    }
}
