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
                PluginChoice.of(new UniformSampler.Plugin(), new NoOptions()),
                PluginChoice.of(new SizeWeightedSampler.Plugin(), new NoOptions()),
                PluginChoice.of(new TierSampler.Plugin(), new TierSampler.Options(List.of("tier0"))),
                PluginChoice.of(new TierSampler.Plugin(), new TierSampler.Options(List.of("tier1", "tier2"))),
                PluginChoice.of(new RoundRobinSampler.Plugin(), new NoOptions()));
    }
}
