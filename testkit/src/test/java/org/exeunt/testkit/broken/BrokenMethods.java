package org.exeunt.testkit.broken;

import org.exeunt.testkit.strategy.BrokenStrategies;
import org.exeunt.testkit.strategy.PersonalHeadsContract;

/** The contracts of {@link BrokenStrategies}. */
final class BrokenMethods {
    private BrokenMethods() {}

    @Breaks("S1")
    static class FillsItsStateInPlace extends PersonalHeadsContract {
        FillsItsStateInPlace() {
            super(BrokenStrategies.FillsItsStateInPlace::new);
        }
    }

    @Breaks("S2")
    static class CountsPublications extends PersonalHeadsContract {
        CountsPublications() {
            super(BrokenStrategies.CountsPublications::new);
        }
    }

    @Breaks("S3")
    static class MergesInOrderOfAddresses extends PersonalHeadsContract {
        MergesInOrderOfAddresses() {
            super(BrokenStrategies.MergesInOrderOfAddresses::new);
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
    static class PersonalisesByChance extends PersonalHeadsContract {
        PersonalisesByChance() {
            super(BrokenStrategies.PersonalisesByChance::new);
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

    @Breaks("S10")
    static class DecaysInactiveHeads extends PersonalHeadsContract {
        DecaysInactiveHeads() {
            super(BrokenStrategies.DecaysInactiveHeads::new);
        }
    }

    @Breaks("S10")
    static class ThrowsOnNotANumber extends PersonalHeadsContract {
        ThrowsOnNotANumber() {
            super(BrokenStrategies.ThrowsOnNotANumber::new);
        }
    }

    @Breaks("S10")
    static class KnowsMembersOnly extends PersonalHeadsContract {
        KnowsMembersOnly() {
            super(BrokenStrategies.KnowsMembersOnly::new);
        }
    }

    @Breaks("S12")
    static class AcceptsRulesAndAsksNone extends PersonalHeadsContract {
        AcceptsRulesAndAsksNone() {
            super(BrokenStrategies.AcceptsRulesAndAsksNone::new);
        }
    }

    @Breaks("S5")
    static class SharesWhatClientsSent extends PersonalHeadsContract {
        SharesWhatClientsSent() {
            super(BrokenStrategies.SharesWhatClientsSent::new);
        }
    }
}
