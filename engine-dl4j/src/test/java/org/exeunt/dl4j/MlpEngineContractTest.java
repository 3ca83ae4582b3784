package org.exeunt.dl4j;

import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.Choice;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.testkit.contract.EngineContract;

class MlpEngineContractTest extends EngineContract<NetworkOptions> {
    @Override
    protected Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new Fixture.Context());
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(Fixture.mlp(9, 8, 7), Choice.of(new LinearHead.Plugin(), new LinearHead.Options()));
    }

    /** float32 inside: a loss of size 1 is known to 1e-7, which shows over much smaller steps; larger ones cross more kinks. */
    @Override
    protected double gradientStep() {
        return 5e-4;
    }

    /** ReLU has kinks, which a step of this size may cross. */
    @Override
    protected double gradientTolerance() {
        return 1e-2;
    }

    /** float32 inside, sums of some hundred products. */
    @Override
    protected double arithmeticTolerance() {
        return 1e-5;
    }
}
