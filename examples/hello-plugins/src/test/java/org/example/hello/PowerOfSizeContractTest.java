package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.testkit.contract.ClientSamplerContract;

class PowerOfSizeContractTest extends ClientSamplerContract {
    @Override
    protected List<PluginChoice<ClientSampler>> variants() {
        return List.of(
                new HelloPlugins().choose(ClientSampler.class, "power-of-size", new PowerOfSize.Options(0)),
                new HelloPlugins().choose(ClientSampler.class, "power-of-size", new PowerOfSize.Options(0.5)),
                new HelloPlugins().choose(ClientSampler.class, "power-of-size", new PowerOfSize.Options(1)));
    }

    // Override if an option has no effect in this small test: optionsWithoutEffect()
}
