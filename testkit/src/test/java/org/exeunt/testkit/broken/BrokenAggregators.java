package org.exeunt.testkit.broken;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.testkit.contract.AggregatorContract;

final class BrokenAggregators {
    private BrokenAggregators() {}

    abstract static class Of extends AggregatorContract {
        private final Aggregator aggregator;

        Of(Aggregator aggregator) {
            this.aggregator = aggregator;
        }

        @Override
        protected List<PluginChoice<Aggregator>> variants() {
            return TestChoices.only(Aggregator.class, aggregator);
        }
    }

    static class TakesTheMean extends Of {
        TakesTheMean() {
            super(Aggregator.WEIGHTED_MEAN);
        }
    }

    @Breaks("M1")
    static class DividesByTheSpread extends Of {
        DividesByTheSpread() {
            super((previous, uploads, weights) -> {
                ParameterSet mean = Aggregator.WEIGHTED_MEAN.aggregate(previous, uploads, weights);
                ParameterSet spread = ParameterMath.subtract(uploads.get(0), uploads.get(uploads.size() - 1));
                boolean apart = uploads.size() > 1 || previous == uploads.get(0);
                return apart ? mean : ParameterMath.scale(1 / ParameterMath.norm(spread), mean);
            });
        }
    }

    @Breaks("M1")
    static class DividesByAWeight extends Of {
        DividesByAWeight() {
            super((previous, uploads, weights) -> {
                double[] inverse =
                        Arrays.stream(weights).map(weight -> 1 / weight).toArray();
                double sum = Arrays.stream(inverse).sum();
                return ParameterMath.weightedSum(
                        uploads, Arrays.stream(inverse).map(each -> each / sum).toArray());
            });
        }
    }

    @Breaks("M2")
    static class SumsToMoreThanOne extends Of {
        SumsToMoreThanOne() {
            super((previous, uploads, weights) ->
                    ParameterMath.scale(1.001, Aggregator.WEIGHTED_MEAN.aggregate(previous, uploads, weights)));
        }
    }

    @Breaks("M3")
    static class ReturnsTheFirst extends Of {
        ReturnsTheFirst() {
            super((previous, uploads, weights) -> uploads.get(0));
        }
    }

    @Breaks("M4")
    static class UsesWeightsAsScratch extends Of {
        UsesWeightsAsScratch() {
            super((previous, uploads, weights) -> {
                ParameterSet mean = Aggregator.WEIGHTED_MEAN.aggregate(previous, uploads, weights);
                Arrays.fill(weights, 0);
                weights[0] = 1;
                return mean;
            });
        }
    }

    @Breaks("M5")
    static class ReturnsThePrevious extends Of {
        ReturnsThePrevious() {
            super((previous, uploads, weights) -> previous);
        }
    }

    @Breaks("M6")
    static class IgnoresItsOption extends AggregatorContract {
        @Override
        protected List<PluginChoice<Aggregator>> variants() {
            return TestChoices.scaled(Aggregator.class, options -> Aggregator.WEIGHTED_MEAN);
        }
    }
}
