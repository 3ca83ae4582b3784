package org.exeunt.datasets.tinyimagenet;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class TinyImageNetPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new TinyImageNetSource.Plugin();
    }
}
