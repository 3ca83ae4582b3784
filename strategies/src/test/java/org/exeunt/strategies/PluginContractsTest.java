package org.exeunt.strategies;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.strategies.aggregation.CoordinateMedian;
import org.exeunt.strategies.aggregation.Krum;
import org.exeunt.strategies.aggregation.NormClipping;
import org.exeunt.strategies.aggregation.TrimmedMean;
import org.exeunt.strategies.aggregation.WeightedMean;
import org.exeunt.strategies.exit.Budgeted;
import org.exeunt.strategies.exit.Confidence;
import org.exeunt.strategies.exit.Ensemble;
import org.exeunt.strategies.exit.Entropy;
import org.exeunt.strategies.exit.Margin;
import org.exeunt.strategies.exit.Patience;
import org.exeunt.strategies.sampling.RoundRobinSampler;
import org.exeunt.strategies.sampling.SizeWeightedSampler;
import org.exeunt.strategies.sampling.TierSampler;
import org.exeunt.strategies.sampling.UniformSampler;
import org.exeunt.testkit.contract.AggregatorContract;
import org.exeunt.testkit.contract.ClientSamplerContract;
import org.exeunt.testkit.contract.ExitPolicyContract;
import org.junit.jupiter.api.Nested;

/** The contracts of aggregators, samplers, exit policies and coordination policies. */
class PluginContractsTest {
    private static final NoOptions NONE = new NoOptions();

    @Nested
    class OfAggregators extends AggregatorContract {
        @Override
        protected List<PluginChoice<Aggregator>> variants() {
            return List.of(
                    PluginChoice.of(new WeightedMean.Provider(), NONE),
                    PluginChoice.of(new CoordinateMedian.Provider(), NONE),
                    PluginChoice.of(new TrimmedMean.Provider(), new TrimmedMean.Options(0.2)),
                    PluginChoice.of(new TrimmedMean.Provider(), new TrimmedMean.Options(0)),
                    PluginChoice.of(new NormClipping.Provider(), new NormClipping.Options(Optional.empty())),
                    PluginChoice.of(new NormClipping.Provider(), new NormClipping.Options(Optional.of(0.5))),
                    PluginChoice.of(new Krum.Provider(), new Krum.Options(0.2, 1)),
                    PluginChoice.of(new Krum.Provider(), new Krum.Options(0.4, 3)));
        }
    }

    @Nested
    class OfSamplers extends ClientSamplerContract {
        @Override
        protected List<PluginChoice<ClientSampler>> variants() {
            return List.of(
                    PluginChoice.of(new UniformSampler.Provider(), NONE),
                    PluginChoice.of(new SizeWeightedSampler.Provider(), NONE),
                    PluginChoice.of(new TierSampler.Provider(), new TierSampler.Options(List.of("tier0"))),
                    PluginChoice.of(new TierSampler.Provider(), new TierSampler.Options(List.of("tier1", "tier2"))),
                    PluginChoice.of(new RoundRobinSampler.Provider(), NONE));
        }
    }

    @Nested
    class OfExitPolicies extends ExitPolicyContract {
        @Override
        protected List<PluginChoice<ExitPolicy>> variants() {
            List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
            return List.of(
                    PluginChoice.of(new Confidence.Provider(), new Confidence.Options(List.of(.3, .5, .7, .9))),
                    PluginChoice.of(new Ensemble.Provider(), new Ensemble.Options(List.of(.3, .5, .7, .9))),
                    PluginChoice.of(new Entropy.Provider(), new Entropy.Options(List.of(.1, .3, .5), true)),
                    PluginChoice.of(new Margin.Provider(), new Margin.Options(List.of(.1, .3, .5))),
                    PluginChoice.of(new Patience.Provider(), new Patience.Options(List.of(0, 1, 2, 3))),
                    PluginChoice.of(
                            new Budgeted.Provider(),
                            new Budgeted.Options(List.of(1, 5, 10, 15, 19, 20, 21, 25, 30, 39), List.of())),
                    PluginChoice.of(
                            new Budgeted.Provider(),
                            new Budgeted.Options(List.of(), List.of(List.of(.7, .1, .1, .1), ones))));
        }
    }
}
