package org.exeunt.strategies.sampling;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.testkit.contract.ClientSamplerContract;

class SamplersContractTest extends ClientSamplerContract {
    @Override
    protected List<PluginChoice<ClientSampler>> variants() {
        return List.of(
                PluginChoice.of(new UniformSampler.Plugin(), new UniformSampler.Options()),
                PluginChoice.of(new SizeWeightedSampler.Plugin(), new SizeWeightedSampler.Options()),
                PluginChoice.of(new TierSampler.Plugin(), new TierSampler.Options(List.of("tier0"))),
                PluginChoice.of(new RoundRobinSampler.Plugin(), new RoundRobinSampler.Options()));
    }
}
