package org.exeunt.datasets.mnist;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class MnistPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new MnistSource.Plugin();
    }
}
