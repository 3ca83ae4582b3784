package org.exeunt.testkit.broken;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.MergeRule;
import org.exeunt.testkit.contract.MergeRuleContract;

final class BrokenMergeRules {
    private BrokenMergeRules() {}

    abstract static class Of extends MergeRuleContract {
        private final MergeRule rule;

        Of(MergeRule rule) {
            this.rule = rule;
        }

        @Override
        protected List<PluginChoice<MergeRule>> variants() {
            return Made.only(MergeRule.class, rule);
        }
    }

    static class TakesTheMean extends Of {
        TakesTheMean() {
            super(MergeRule.WEIGHTED_MEAN);
        }
    }

    @Breaks("M1")
    static class DividesByTheSpread extends Of {
        DividesByTheSpread() {
            super((previous, uploads, weights) -> {
                ParameterSet mean = MergeRule.WEIGHTED_MEAN.merge(previous, uploads, weights);
                ParameterSet spread = ParameterMath.subtract(uploads.get(0), uploads.get(uploads.size() - 1));
                boolean apart = uploads.size() > 1 || previous == uploads.get(0);
                return apart ? mean : ParameterMath.scale(1 / ParameterMath.norm(spread), mean);
            });
        }
    }

    @Breaks("M2")
    static class SumsToMoreThanOne extends Of {
        SumsToMoreThanOne() {
            super((previous, uploads, weights) ->
                    ParameterMath.scale(1.001, MergeRule.WEIGHTED_MEAN.merge(previous, uploads, weights)));
        }
    }

    @Breaks("M3")
    static class TakesTheFirst extends Of {
        TakesTheFirst() {
            super((previous, uploads, weights) -> uploads.get(0));
        }
    }

    @Breaks("M4")
    static class UsesWeightsAsScratch extends Of {
        UsesWeightsAsScratch() {
            super((previous, uploads, weights) -> {
                ParameterSet mean = MergeRule.WEIGHTED_MEAN.merge(previous, uploads, weights);
                Arrays.fill(weights, 0);
                weights[0] = 1;
                return mean;
            });
        }
    }
}
