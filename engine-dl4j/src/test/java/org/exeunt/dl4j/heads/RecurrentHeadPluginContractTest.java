package org.exeunt.dl4j.heads;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class RecurrentHeadPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new RecurrentHead.Plugin();
    }
}
