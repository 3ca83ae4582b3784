package org.exeunt.dl4j;

import org.exeunt.api.network.Engine;
import org.exeunt.testkit.contract.Float32EngineContract;

/** The contract of engines, checked on Deeplearning4j. */
abstract class Dl4jEngineContract extends Float32EngineContract<NetworkOptions> {
    @Override
    protected final Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new Fixture.Context());
    }
}
