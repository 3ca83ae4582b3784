package org.example.hello;

import java.util.List;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.DeviceModelContract;

class SlowThirdContractTest extends DeviceModelContract {
    @Override
    protected List<PluginChoice<DeviceModel>> variants() {
        return List.of(
                new HelloPlugins().choose(DeviceModel.class, "slow-third", new SlowThird.Options(1)),
                new HelloPlugins().choose(DeviceModel.class, "slow-third", new SlowThird.Options(4)));
    }

    // Override if an option has no effect in this small test: optionsWithoutEffect()
}
