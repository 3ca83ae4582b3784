package org.exeunt.dl4j;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.ExpertConvNet;
import org.exeunt.dl4j.heads.LinearHead;

/** All experts are active, because those that no example reaches have no gradient ({@link ExpertConvNetTest}). */
class ExpertConvNetEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new ExpertConvNet.Plugin(), new ExpertConvNet.Options(6, 2, 2, 2)),
                PluginChoice.of(new LinearHead.Plugin(), new LinearHead.Options()));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(2, 14, 14);
    }

    /** The engine computes in float32, and the gradient of an expert with a small weight is small. */
    @Override
    protected double gradientTolerance() {
        return 5e-2;
    }
}
