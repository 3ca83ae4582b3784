package org.exeunt.strategies;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.discriminant.ExitDiscriminants;
import org.exeunt.strategies.discriminant.ExitDiscriminants.Statistics;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.local.Local;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.StrategyContract;
import org.junit.jupiter.api.Nested;

/** The contracts of the strategies of this module. */
class StrategyContractsTest {
    private static final EarlyExitLoss MEAN = new EarlyExitLoss(ExitWeights.MEAN);

    @Nested
    class OfLocal extends StrategyContract {
        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return List.of(new StrategyPlugins().choose(Strategy.class, "local", new Local.Options(MEAN)));
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.none();
        }
    }

    @Nested
    class OfFedAvg extends StrategyContract {
        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return List.of(
                    new StrategyPlugins()
                            .choose(Strategy.class, "fedavg", new FedAvg.Options(MEAN, AggregationWeights.DATA_SIZE)),
                    new StrategyPlugins()
                            .choose(
                                    Strategy.class,
                                    "fedavg",
                                    new FedAvg.Options(
                                            new EarlyExitLoss(ExitWeights.LINEAR), AggregationWeights.UNIFORM)));
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.trainable();
        }
    }

    @Nested
    class OfExitDiscriminants extends StrategyContract {
        private static final Sharing.Options AVERAGING = new Sharing.Options(MEAN, AggregationWeights.DATA_SIZE);

        private static PluginChoice<Strategy<?>> choice(
                Statistics statistics, boolean earlierExits, boolean root, boolean vote, int least, double shrinkage) {
            return new StrategyPlugins()
                    .choose(
                            Strategy.class,
                            "exit-discriminants",
                            new ExitDiscriminants.Options(
                                    AVERAGING, statistics, earlierExits, root, vote, least, shrinkage));
        }

        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return List.of(
                    choice(Statistics.SHARED, true, true, true, 3, 0.01),
                    choice(Statistics.SHARED, false, false, false, 1, 0.5),
                    choice(Statistics.OWN, true, false, true, 3, 0.2),
                    choice(Statistics.NONE, true, true, false, 3, 0.01));
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.trainable();
        }

        private static long moments(FederationSpec federation) {
            long d = federation.network().featureSizes().stream()
                    .mapToInt(size -> size)
                    .sum();
            return federation.network().classes() * (d + 1) + d * (d + 1) / 2;
        }

        @Override
        protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
            boolean last = ((ExitDiscriminants.Options) options).statistics() == Statistics.SHARED
                    && round.number() == federation.rounds()
                    && round.number() > 1;
            return last ? moments(federation) : super.uplinkScalars(options, federation, round, exits);
        }
    }
}
