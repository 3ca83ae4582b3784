package org.exeunt.dl4j.backbones;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class ConvNet1dPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new ConvNet.SeriesPlugin();
    }
}
