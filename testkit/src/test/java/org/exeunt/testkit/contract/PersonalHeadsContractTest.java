package org.exeunt.testkit.contract;

import org.exeunt.testkit.strategy.PersonalHeads;

class PersonalHeadsContractTest extends PersonalHeadsContract {
    PersonalHeadsContractTest() {
        super(PersonalHeads::new);
    }
}
