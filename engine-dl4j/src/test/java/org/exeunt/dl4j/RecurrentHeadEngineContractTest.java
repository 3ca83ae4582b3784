package org.exeunt.dl4j;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.Choice;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.testkit.contract.EngineContract;

class RecurrentHeadEngineContractTest extends EngineContract<NetworkOptions> {
    @Override
    protected Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new Fixture.Context());
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                Fixture.convNet(6, 3), Choice.of(new RecurrentHead.Plugin(), new RecurrentHead.Options(4, 2, 9, 0)));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(2, 22, 22);
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
