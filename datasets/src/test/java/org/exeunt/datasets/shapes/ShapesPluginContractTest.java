package org.exeunt.datasets.shapes;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class ShapesPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new ShapesSource.Plugin();
    }
}
