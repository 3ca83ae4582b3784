package org.exeunt.dl4j.backbones;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class TwoStem1dPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new TwoStem1d.Plugin();
    }
}
