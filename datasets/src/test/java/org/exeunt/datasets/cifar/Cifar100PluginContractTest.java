package org.exeunt.datasets.cifar;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class Cifar100PluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new CifarSource.Cifar100Plugin();
    }
}
