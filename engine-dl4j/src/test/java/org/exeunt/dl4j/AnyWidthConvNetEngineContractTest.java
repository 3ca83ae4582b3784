package org.exeunt.dl4j;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.heads.LinearHead;

class AnyWidthConvNetEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new AnyWidthConvNet.Provider(), new AnyWidthConvNet.Options(6, 2, 3)),
                PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(3, 12, 12);
    }

    /** Every group is read by all wider ones, so larger steps cross kinks of ReLU and pooling at several exits. */
    @Override
    protected double gradientStep() {
        return 1e-4;
    }

    /** The engine computes in float32: the error of the loss is about 1e-2 of the slope with this step. */
    @Override
    protected double gradientTolerance() {
        return 5e-2;
    }
}
