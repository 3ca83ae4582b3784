package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class DirichletPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new Dirichlet.Plugin();
    }
}
