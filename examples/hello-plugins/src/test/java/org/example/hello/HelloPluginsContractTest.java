package org.example.hello;

import org.exeunt.api.plugin.Plugins;
import org.exeunt.testkit.contract.PluginContract;

/** The plugins are registered and have valid options. */
class HelloPluginsContractTest extends PluginContract {
    @Override
    protected Plugins plugins() {
        return new HelloPlugins();
    }
}
