package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.testkit.contract.ClientSamplerContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class PowerOfSizeContractTest extends ClientSamplerContract {
    @Override
    protected List<PluginChoice<ClientSampler>> variants() {
        return List.of(
                PluginChoice.of(new PowerOfSize.Provider(), new PowerOfSize.Options(0)),
                PluginChoice.of(new PowerOfSize.Provider(), new PowerOfSize.Options(0.5)),
                PluginChoice.of(new PowerOfSize.Provider(), new PowerOfSize.Options(1)));
    }

    // Override if an option has no effect in this small test: optionsWithoutEffect()

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new PowerOfSize.Provider();
        }
    }
}
