package org.exeunt.dl4j;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.heads.ConvHead;

class ConvHeadEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                Fixture.convNet(6, 2), PluginChoice.of(new ConvHead.Provider(), new ConvHead.Options(5)));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(2, 14, 14);
    }
}
