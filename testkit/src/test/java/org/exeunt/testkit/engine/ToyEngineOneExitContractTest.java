package org.exeunt.testkit.engine;

import org.exeunt.api.network.Engine;
import org.exeunt.testkit.contract.EngineContract;

class ToyEngineOneExitContractTest extends EngineContract<ToyNetworkOptions> {
    @Override
    protected Engine<ToyNetworkOptions> engine() {
        return new ToyEngine();
    }

    @Override
    protected ToyNetworkOptions network() {
        return ToyNetworkOptions.of(6).withBuffers();
    }
}
