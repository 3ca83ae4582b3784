package org.exeunt.dl4j;

import org.exeunt.api.network.Engine;
import org.exeunt.testkit.contract.EngineContract;

/** What every engine has to keep, kept by Deeplearning4j's; a network of convolutions or dense layers needs these steps and tolerances. */
abstract class Dl4jEngineContract extends EngineContract<NetworkOptions> {
    @Override
    protected final Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new Fixture.Context());
    }

    /** float32 inside: a loss of size 1 is known to 1e-7, which shows over much smaller steps; larger ones cross more kinks. */
    @Override
    protected double gradientStep() {
        return 5e-4;
    }

    /** ReLU and the choice of the largest value have kinks, which a step of this size may cross. */
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
