package org.exeunt.dl4j;

import org.exeunt.api.network.Engine;
import org.exeunt.testkit.contract.EngineContract;

/** The engine contract for Deeplearning4j, with steps and tolerances for networks of convolutions or dense layers. */
abstract class Dl4jEngineContract extends EngineContract<NetworkOptions> {
    @Override
    protected final Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new Fixture.Context());
    }

    /**
     * The engine computes in float32: a loss of about 1 has an error of about 1e-7, which affects smaller steps; larger
     * steps cross more kinks.
     */
    @Override
    protected double gradientStep() {
        return 5e-4;
    }

    /** ReLU and max-pooling have kinks, which a step of this size may cross. */
    @Override
    protected double gradientTolerance() {
        return 1e-2;
    }

    /** The engine computes in float32, with sums of several hundred products. */
    @Override
    protected double arithmeticTolerance() {
        return 1e-5;
    }
}
