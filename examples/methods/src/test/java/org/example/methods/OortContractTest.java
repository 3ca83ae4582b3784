package org.example.methods;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.testkit.contract.ClientSamplerContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class OortContractTest extends ClientSamplerContract {
    @Override
    protected List<PluginChoice<ClientSampler>> variants() {
        return List.of(PluginChoice.of(new Oort(), new Oort.Options(2)));
    }

    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new Oort();
        }
    }
}
