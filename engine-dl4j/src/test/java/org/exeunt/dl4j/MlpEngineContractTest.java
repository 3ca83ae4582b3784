package org.exeunt.dl4j;

import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.heads.LinearHead;

class MlpEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                Fixture.mlp(9, 8, 7), PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
    }
}
