package org.exeunt.dl4j.backbones;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class ConvNetPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new ConvNet.Plugin();
    }
}
