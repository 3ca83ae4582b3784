package org.exeunt.strategies.sampling;

import java.util.List;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.testkit.contract.ClientSamplerContract;

class SamplersContractTest extends ClientSamplerContract {
    @Override
    protected List<PluginChoice<ClientSampler>> variants() {
        return List.of(
                PluginChoice.of(new UniformSampler.Provider(), new NoOptions()),
                PluginChoice.of(new SizeWeightedSampler.Provider(), new NoOptions()),
                PluginChoice.of(new TierSampler.Provider(), new TierSampler.Options(List.of("tier0"))),
                PluginChoice.of(new TierSampler.Provider(), new TierSampler.Options(List.of("tier1", "tier2"))),
                PluginChoice.of(new RoundRobinSampler.Provider(), new NoOptions()));
    }
}
