package org.exeunt.datasets.ucihar;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class UciHarPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new UciHarSource.Plugin();
    }
}
