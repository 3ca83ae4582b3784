package org.exeunt.dl4j;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class RecurrentHeadEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                Fixture.convNet(6, 3),
                PluginChoice.of(new RecurrentHead.Provider(), new RecurrentHead.Options(4, 2, 9, 0)));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(2, 22, 22);
    }
}
