package org.exeunt.dl4j;

import java.util.List;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.heads.ConvHead;

class AnyWidthConvNet1dEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new AnyWidthConvNet.SeriesPlugin(), new AnyWidthConvNet.SeriesOptions(6, 2, 2, 4)),
                PluginChoice.of(new ConvHead.Provider(), new ConvHead.Options(5)));
    }

    @Override
    protected InputShape input() {
        return InputShape.of(List.of(3, 26));
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
