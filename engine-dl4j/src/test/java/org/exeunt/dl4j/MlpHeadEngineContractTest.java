package org.exeunt.dl4j;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.heads.MlpHead;

class MlpHeadEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                Fixture.convNet(6, 2), PluginChoice.of(new MlpHead.Provider(), new MlpHead.Options(5)));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(2, 14, 14);
    }
}
