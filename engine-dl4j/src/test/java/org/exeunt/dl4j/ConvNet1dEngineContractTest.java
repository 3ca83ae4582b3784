package org.exeunt.dl4j;

import java.util.List;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.heads.LinearHead;

class ConvNet1dEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new ConvNet.SeriesPlugin(), new ConvNet.SeriesOptions(6, 2, 4)),
                PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
    }

    @Override
    protected InputShape input() {
        return InputShape.of(List.of(3, 26));
    }
}
