package org.exeunt.it.spark;

import org.exeunt.api.plugin.Plugins;
import org.exeunt.spark.SparkPlugins;
import org.exeunt.testkit.contract.PluginContract;

/** Contract that all kinds of plugins have in common. */
class SparkPluginContractTest extends PluginContract {
    @Override
    protected Plugins plugins() {
        return new SparkPlugins();
    }
}
