package org.exeunt.strategies;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.Promise.Risk;
import org.exeunt.api.exit.Promise.Scope;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.strategies.aggregation.Krum;
import org.exeunt.strategies.aggregation.NormClipping;
import org.exeunt.strategies.aggregation.TrimmedMean;
import org.exeunt.strategies.exit.Budgeted;
import org.exeunt.strategies.exit.Confidence;
import org.exeunt.strategies.exit.Ensemble;
import org.exeunt.strategies.exit.Entropy;
import org.exeunt.strategies.exit.Margin;
import org.exeunt.strategies.exit.Patience;
import org.exeunt.strategies.exit.RiskControlled;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.strategies.sampling.TierSampler;
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
                    new StrategyPlugins().choose(Aggregator.class, "weighted-mean", NONE),
                    new StrategyPlugins().choose(Aggregator.class, "coordinate-median", NONE),
                    new StrategyPlugins().choose(Aggregator.class, "trimmed-mean", new TrimmedMean.Options(0.2)),
                    new StrategyPlugins().choose(Aggregator.class, "trimmed-mean", new TrimmedMean.Options(0)),
                    new StrategyPlugins()
                            .choose(Aggregator.class, "norm-clipping", new NormClipping.Options(Optional.empty())),
                    new StrategyPlugins()
                            .choose(Aggregator.class, "norm-clipping", new NormClipping.Options(Optional.of(0.5))),
                    new StrategyPlugins().choose(Aggregator.class, "krum", new Krum.Options(0.2, 1)),
                    new StrategyPlugins().choose(Aggregator.class, "krum", new Krum.Options(0.4, 3)));
        }
    }

    @Nested
    class OfSamplers extends ClientSamplerContract {
        @Override
        protected List<PluginChoice<ClientSampler>> variants() {
            return List.of(
                    new StrategyPlugins().choose(ClientSampler.class, "uniform", NONE),
                    new StrategyPlugins().choose(ClientSampler.class, "size-weighted", NONE),
                    new StrategyPlugins()
                            .choose(ClientSampler.class, "tiers", new TierSampler.Options(List.of("tier0"))),
                    new StrategyPlugins()
                            .choose(ClientSampler.class, "tiers", new TierSampler.Options(List.of("tier1", "tier2"))),
                    new StrategyPlugins().choose(ClientSampler.class, "round-robin", NONE));
        }
    }

    @Nested
    class OfExitPolicies extends ExitPolicyContract {
        @Override
        protected List<PluginChoice<ExitPolicy>> variants() {
            List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
            return List.of(
                    new StrategyPlugins()
                            .choose(ExitPolicy.class, "confidence", new Confidence.Options(List.of(.3, .5, .7, .9))),
                    new StrategyPlugins()
                            .choose(ExitPolicy.class, "ensemble", new Ensemble.Options(List.of(.3, .5, .7, .9))),
                    new StrategyPlugins()
                            .choose(ExitPolicy.class, "entropy", new Entropy.Options(List.of(.1, .3, .5), true)),
                    new StrategyPlugins().choose(ExitPolicy.class, "margin", new Margin.Options(List.of(.1, .3, .5))),
                    new StrategyPlugins()
                            .choose(ExitPolicy.class, "patience", new Patience.Options(List.of(0, 1, 2, 3))),
                    new StrategyPlugins()
                            .choose(
                                    ExitPolicy.class,
                                    "budgeted",
                                    new Budgeted.Options(List.of(1, 5, 10, 15, 19, 20, 21, 25, 30, 39), List.of())),
                    new StrategyPlugins()
                            .choose(
                                    ExitPolicy.class,
                                    "budgeted",
                                    new Budgeted.Options(List.of(), List.of(List.of(.7, .1, .1, .1), ones))),
                    riskControlled(Risk.HARM, Scope.CLIENT, .06, .01),
                    riskControlled(Risk.CHANGE, Scope.CLIENT, .3, .9),
                    riskControlled(Risk.HARM, Scope.CLIENT, .3, .9),
                    riskControlled(Risk.HARM, Scope.FEDERATION, .06, .01));
        }

        private static PluginChoice<ExitPolicy> riskControlled(Risk risk, Scope scope, double epsilon, double delta) {
            return new StrategyPlugins()
                    .choose(
                            ExitPolicy.class,
                            "risk-controlled",
                            new RiskControlled.Options(
                                    risk, scope, epsilon, delta, List.of(.95, .9, .8, .7, .6, .5, .4)));
        }
    }
}
