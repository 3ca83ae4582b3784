package org.exeunt.testkit.strategy;

class PersonalHeadsContractTest extends PersonalHeadsContract {
    PersonalHeadsContractTest() {
        super(PersonalHeads::new);
    }
}
