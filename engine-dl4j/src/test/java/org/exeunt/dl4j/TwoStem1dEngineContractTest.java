package org.exeunt.dl4j;

import java.util.List;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.TwoStem1d;
import org.exeunt.dl4j.backbones.TwoStem1d.Group;
import org.exeunt.dl4j.heads.LinearHead;

class TwoStem1dEngineContractTest extends Dl4jEngineContract {
    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(
                        new TwoStem1d.Provider(),
                        new TwoStem1d.Options(
                                6, 2, 4, List.of(new Group("a", List.of(3, 1)), new Group("b", List.of(2))))),
                PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
    }

    @Override
    protected InputShape input() {
        return InputShape.of(List.of(3, 26));
    }
}
