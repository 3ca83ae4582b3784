package org.exeunt.strategies.sampling;

import java.util.List;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.round.ClientSampler;
import org.exeunt.testkit.contract.ClientSamplerContract;

class SamplersContractTest extends ClientSamplerContract {
    @Override
    protected List<Choice<ClientSampler>> variants() {
        return List.of(
                Choice.of(new UniformSampler.Plugin(), new UniformSampler.Options()),
                Choice.of(new SizeWeightedSampler.Plugin(), new SizeWeightedSampler.Options()),
                Choice.of(new RoundRobinSampler.Plugin(), new RoundRobinSampler.Options()));
    }
}
