package org.exeunt.testkit.broken;

import java.util.List;
import java.util.Set;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.strategy.BrokenStrategies;
import org.exeunt.testkit.strategy.PersonalHeads;
import org.exeunt.testkit.strategy.PersonalHeadsContract;

/** The contracts of {@link BrokenStrategies}. */
final class BrokenStrategyContracts {
    private BrokenStrategyContracts() {}

    @Breaks("S1")
    static class ModifiesItsState extends PersonalHeadsContract {
        ModifiesItsState() {
            super(BrokenStrategies.ModifiesItsState::new);
        }
    }

    static class ComparesClients extends PersonalHeadsContract {
        ComparesClients() {
            super(BrokenStrategies.ComparesClients::new);
        }
    }

    @Breaks("S2")
    static class CountsDownloads extends PersonalHeadsContract {
        CountsDownloads() {
            super(BrokenStrategies.CountsDownloads::new);
        }
    }

    @Breaks("S3")
    static class AggregatesInAddressOrder extends PersonalHeadsContract {
        AggregatesInAddressOrder() {
            super(BrokenStrategies.AggregatesInAddressOrder::new);
        }
    }

    @Breaks("S4")
    static class ForgetsToLoadBuffers extends PersonalHeadsContract {
        ForgetsToLoadBuffers() {
            super(BrokenStrategies.ForgetsToLoadBuffers::new);
        }
    }

    @Breaks("S5")
    static class CountsTrainings extends PersonalHeadsContract {
        CountsTrainings() {
            super(BrokenStrategies.CountsTrainings::new);
        }
    }

    @Breaks("S6")
    static class PersonalisesAtRandom extends PersonalHeadsContract {
        PersonalisesAtRandom() {
            super(BrokenStrategies.PersonalisesAtRandom::new);
        }
    }

    @Breaks("S7")
    static class KeepsAnArray extends PersonalHeadsContract {
        KeepsAnArray() {
            super(BrokenStrategies.KeepsAnArray::new);
        }
    }

    @Breaks("S8")
    static class NeedsEveryClient extends PersonalHeadsContract {
        NeedsEveryClient() {
            super(BrokenStrategies.NeedsEveryClient::new);
        }
    }

    @Breaks("S9")
    static class LeaksPersonalHeads extends PersonalHeadsContract {
        LeaksPersonalHeads() {
            super(BrokenStrategies.LeaksPersonalHeads::new);
        }
    }

    @Breaks("S9")
    static class ReadsClientStates extends PersonalHeadsContract {
        ReadsClientStates() {
            super(BrokenStrategies.ReadsClientStates::new);
        }
    }

    @Breaks("S9")
    static class CountsClientStates extends PersonalHeadsContract {
        CountsClientStates() {
            super(BrokenStrategies.CountsClientStates::new);
        }
    }

    @Breaks("S10")
    static class NeedsAllBlocks extends PersonalHeadsContract {
        NeedsAllBlocks() {
            super(BrokenStrategies.NeedsAllBlocks::new);
        }
    }

    @Breaks("S10")
    static class DecaysInactiveHeads extends PersonalHeadsContract {
        DecaysInactiveHeads() {
            super(BrokenStrategies.DecaysInactiveHeads::new);
        }
    }

    @Breaks("S10")
    static class ThrowsOnNaN extends PersonalHeadsContract {
        ThrowsOnNaN() {
            super(BrokenStrategies.ThrowsOnNaN::new);
        }
    }

    @Breaks("S10")
    static class RejectsNewClients extends PersonalHeadsContract {
        RejectsNewClients() {
            super(BrokenStrategies.RejectsNewClients::new);
        }
    }

    @Breaks("S12")
    static class IgnoresTheAggregator extends PersonalHeadsContract {
        IgnoresTheAggregator() {
            super(BrokenStrategies.IgnoresTheAggregator::new);
        }
    }

    @Breaks("S12")
    static class IgnoresTheServerOptimizer extends PersonalHeadsContract {
        IgnoresTheServerOptimizer() {
            super(BrokenStrategies.IgnoresTheServerOptimizer::new);
        }
    }

    @Breaks("S13")
    static class LosesRunningStatistics extends PersonalHeadsContract {
        LosesRunningStatistics() {
            super(BrokenStrategies.LosesRunningStatistics::new);
        }
    }

    @Breaks("S14")
    static class ReturnsNull extends PersonalHeadsContract {
        ReturnsNull() {
            super(BrokenStrategies.ReturnsNull::new);
        }
    }

    @Breaks("S5")
    static class SharesUploads extends PersonalHeadsContract {
        SharesUploads() {
            super(BrokenStrategies.SharesUploads::new);
        }
    }

    @Breaks("S10")
    static class HidesDivergence extends PersonalHeadsContract {
        HidesDivergence() {
            super(BrokenStrategies.HidesDivergence::new);
        }
    }

    @Breaks("S9")
    static class SelectsHeadsByName extends PersonalHeadsContract {
        SelectsHeadsByName() {
            super(BrokenStrategies.SelectsHeadsByName::new);
        }
    }

    @Breaks("S13")
    static class LosesPersonalHeads extends PersonalHeadsContract {
        LosesPersonalHeads() {
            super(BrokenStrategies.LosesPersonalHeads::new);
        }
    }

    @Breaks("S15")
    static class AveragesOverTheArray extends PersonalHeadsContract {
        AveragesOverTheArray() {
            super(BrokenStrategies.AveragesOverTheArray::new);
        }
    }

    @Breaks("S15")
    static class KeepsFeatures extends PersonalHeadsContract {
        KeepsFeatures() {
            super(BrokenStrategies.KeepsFeatures::new);
        }
    }

    @Breaks("S16")
    static class ReportsOnePhase extends PersonalHeadsContract {
        ReportsOnePhase() {
            super(BrokenStrategies.ReportsOnePhase::new);
        }
    }

    @Breaks("S17")
    static class ComparesFromTheFirstRound extends PersonalHeadsContract {
        ComparesFromTheFirstRound() {
            super(BrokenStrategies.ComparesFromTheFirstRound::new);
        }
    }

    @Breaks("S18")
    static class RejectsSmallNetworks extends PersonalHeadsContract {
        RejectsSmallNetworks() {
            super(BrokenStrategies.RejectsSmallNetworks::new);
        }
    }

    @Breaks("S18")
    static class ReportsNaN extends PersonalHeadsContract {
        ReportsNaN() {
            super(BrokenStrategies.ReportsNaN::new);
        }
    }

    @Breaks("S19")
    static class ShrinksTheMean extends PersonalHeadsContract {
        ShrinksTheMean() {
            super(BrokenStrategies.ShrinksTheMean::new);
        }
    }

    @Breaks("S19")
    static class WeighsTheCohort extends PersonalHeadsContract {
        WeighsTheCohort() {
            super(BrokenStrategies.WeighsTheCohort::new);
        }
    }

    @Breaks("S20")
    static class ClimbsItsLoss extends PersonalHeadsContract {
        ClimbsItsLoss() {
            super(BrokenStrategies.ClimbsItsLoss::new);
        }
    }

    @Breaks("S20")
    static class GrowsParameters extends PersonalHeadsContract {
        GrowsParameters() {
            super(BrokenStrategies.GrowsParameters::new);
        }
    }

    @Breaks("S21")
    static class IgnoresTheDecay extends PersonalHeadsContract {
        IgnoresTheDecay() {
            super(BrokenStrategies.IgnoresTheDecay::new);
        }
    }

    @Breaks("S21")
    static class MeasuresByTheFirstRate extends PersonalHeadsContract {
        MeasuresByTheFirstRate() {
            super(BrokenStrategies.MeasuresByTheFirstRate::new);
        }
    }

    @Breaks("S22")
    static class IgnoresItsOption extends PersonalHeadsContract {
        IgnoresItsOption() {
            super(PersonalHeads::new);
        }

        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return TestChoices.scaled(Strategy.class, options -> new PersonalHeads());
        }
    }

    static class ReadsItsOption extends PersonalHeadsContract {
        ReadsItsOption() {
            super(PersonalHeads::new);
        }

        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return TestChoices.scaled(Strategy.class, options -> new BrokenStrategies.ScalesItsLoss(options.factor()));
        }
    }

    @Breaks("S22")
    static class DeniesItsOption extends ReadsItsOption {
        @Override
        protected Set<String> optionsWithoutEffect() {
            return Set.of("factor");
        }
    }

    @Breaks("S18")
    static class UploadsNaN extends PersonalHeadsContract {
        UploadsNaN() {
            super(BrokenStrategies.UploadsNaN::new);
        }
    }

    @Breaks("S18")
    static class KeepsNaN extends PersonalHeadsContract {
        KeepsNaN() {
            super(BrokenStrategies.KeepsNaN::new);
        }
    }

    @Breaks("S18")
    static class AggregatesNaN extends PersonalHeadsContract {
        AggregatesNaN() {
            super(BrokenStrategies.AggregatesNaN::new);
        }
    }

    static class CountsSteps extends PersonalHeadsContract {
        CountsSteps() {
            super(BrokenStrategies.CountsSteps::new);
        }
    }

    static class TeachesItself extends PersonalHeadsContract {
        TeachesItself() {
            super(BrokenStrategies.TeachesItself::new);
        }
    }
}
