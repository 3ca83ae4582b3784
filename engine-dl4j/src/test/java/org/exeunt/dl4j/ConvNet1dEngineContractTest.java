package org.exeunt.dl4j;

import java.util.List;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.Choice;
import org.exeunt.dl4j.backbones.ConvNet1d;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.testkit.contract.EngineContract;

class ConvNet1dEngineContractTest extends EngineContract<NetworkOptions> {
    @Override
    protected Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new Fixture.Context());
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                Choice.of(new ConvNet1d.Plugin(), new ConvNet1d.Options(6, 2, 4)),
                Choice.of(new LinearHead.Plugin(), new LinearHead.Options()));
    }

    @Override
    protected InputShape input() {
        return new InputShape(List.of(3, 26));
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
