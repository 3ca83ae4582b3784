package org.example.methods;

import org.exeunt.api.plugin.Plugins;
import org.exeunt.testkit.contract.PluginContract;

/** Every method is registered and has valid options. */
class MethodPluginsContractTest extends PluginContract {
    @Override
    protected Plugins plugins() {
        return new MethodPlugins();
    }
}
