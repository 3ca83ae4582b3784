package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.testkit.contract.ClientExecutorContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class SimpleExecutorContractTest extends ClientExecutorContract {
    @Override
    protected List<PluginChoice<ClientExecutor>> variants() {
        return List.of(
                PluginChoice.of(new SimpleExecutor.Provider(), new SimpleExecutor.Options(1)),
                PluginChoice.of(new SimpleExecutor.Provider(), new SimpleExecutor.Options(3)));
    }

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new SimpleExecutor.Provider();
        }
    }
}
