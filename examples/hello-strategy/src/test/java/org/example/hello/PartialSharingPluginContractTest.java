package org.example.hello;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class PartialSharingPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new PartialSharing.Plugin();
    }
}
