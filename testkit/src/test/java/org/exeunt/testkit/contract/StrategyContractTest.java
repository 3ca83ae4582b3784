package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.testkit.strategy.BrokenStrategies;
import org.junit.jupiter.api.Test;

/** Each broken strategy fails on the rule it breaks and on no other. */
class StrategyContractTest {
    static class FillsItsStateInPlace extends PersonalHeadsContract {
        FillsItsStateInPlace() {
            super(BrokenStrategies.FillsItsStateInPlace::new);
        }
    }

    static class CountsPublications extends PersonalHeadsContract {
        CountsPublications() {
            super(BrokenStrategies.CountsPublications::new);
        }
    }

    static class MergesInOrderOfAddresses extends PersonalHeadsContract {
        MergesInOrderOfAddresses() {
            super(BrokenStrategies.MergesInOrderOfAddresses::new);
        }
    }

    static class ForgetsToLoadBuffers extends PersonalHeadsContract {
        ForgetsToLoadBuffers() {
            super(BrokenStrategies.ForgetsToLoadBuffers::new);
        }
    }

    static class CountsTrainings extends PersonalHeadsContract {
        CountsTrainings() {
            super(BrokenStrategies.CountsTrainings::new);
        }
    }

    static class PersonalisesByChance extends PersonalHeadsContract {
        PersonalisesByChance() {
            super(BrokenStrategies.PersonalisesByChance::new);
        }
    }

    static class KeepsAnArray extends PersonalHeadsContract {
        KeepsAnArray() {
            super(BrokenStrategies.KeepsAnArray::new);
        }
    }

    static class NeedsEveryClient extends PersonalHeadsContract {
        NeedsEveryClient() {
            super(BrokenStrategies.NeedsEveryClient::new);
        }
    }

    static class LeaksPersonalHeads extends PersonalHeadsContract {
        LeaksPersonalHeads() {
            super(BrokenStrategies.LeaksPersonalHeads::new);
        }
    }

    static class DecaysInactiveHeads extends PersonalHeadsContract {
        DecaysInactiveHeads() {
            super(BrokenStrategies.DecaysInactiveHeads::new);
        }
    }

    static class ThrowsOnNotANumber extends PersonalHeadsContract {
        ThrowsOnNotANumber() {
            super(BrokenStrategies.ThrowsOnNotANumber::new);
        }
    }

    static class KnowsMembersOnly extends PersonalHeadsContract {
        KnowsMembersOnly() {
            super(BrokenStrategies.KnowsMembersOnly::new);
        }
    }

    @Test
    void tellsAStrategyWithoutModelsForNewClients() {
        assertThat(FailedChecks.of(KnowsMembersOnly.class)).containsExactly("s10_newClientsHaveAModel");
    }

    @Test
    void tellsAStateFilledInPlace() {
        assertThat(FailedChecks.of(FillsItsStateInPlace.class)).containsExactly("s01_callsChangeNoArgument");
    }

    @Test
    void tellsAnImpurePublish() {
        assertThat(FailedChecks.of(CountsPublications.class)).containsExactly("s02_publishIsPure");
    }

    @Test
    void tellsAMergeThatDependsOnOrder() {
        assertThat(FailedChecks.of(MergesInOrderOfAddresses.class)).containsExactly("s03_mergeIgnoresArrivalOrder");
    }

    @Test
    void tellsATrainingThatDependsOnTheClientBefore() {
        assertThat(FailedChecks.of(ForgetsToLoadBuffers.class)).containsExactly("s04_trainDependsOnItsArgumentsAlone");
    }

    @Test
    void tellsSharedMutableState() {
        assertThat(FailedChecks.of(CountsTrainings.class)).containsExactly("s05_holdsNoMutableField");
    }

    @Test
    void tellsChanceInPersonalisation() {
        assertThat(FailedChecks.of(PersonalisesByChance.class))
                .containsExactly("s06_twoRunsAreTheSameBitsOnOneAndOnFourThreads");
    }

    @Test
    void tellsAStateThatCannotBeWritten() {
        assertThat(FailedChecks.of(KeepsAnArray.class)).containsExactly("s07_stateIsMadeOfKnownTypes");
    }

    @Test
    void tellsAMergeThatNeedsEveryClient() {
        assertThat(FailedChecks.of(NeedsEveryClient.class)).containsExactly("s08_aFailedClientTakesPartAgain");
    }

    @Test
    void tellsALeakOfPersonalHeads() {
        assertThat(FailedChecks.of(LeaksPersonalHeads.class))
                .containsExactly("s09_bytesAreAsDeclared", "s09_uploadsHoldOnlyWhatMayLeaveAClient");
    }

    @Test
    void tellsInactiveHeadsThatMove() {
        assertThat(FailedChecks.of(DecaysInactiveHeads.class)).containsExactly("s10_headsOfInactiveExitsKeepTheirBits");
    }

    @Test
    void tellsATrainingThatThrows() {
        assertThat(FailedChecks.of(ThrowsOnNotANumber.class)).containsExactly("s10_aLossThatIsNotFiniteIsReported");
    }
}
