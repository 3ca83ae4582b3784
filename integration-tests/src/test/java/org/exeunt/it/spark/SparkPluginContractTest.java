package org.exeunt.it.spark;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.spark.SparkExecutorPlugin;
import org.exeunt.testkit.contract.PluginContract;

/** Contract that all kinds of plugins have in common. */
class SparkPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new SparkExecutorPlugin();
    }
}
