package org.example.lstm;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

class StockLstmPluginContractTest extends PluginContract {
    @Override
    protected Plugin<?, ?> plugin() {
        return new StockLstm.Provider();
    }
}
