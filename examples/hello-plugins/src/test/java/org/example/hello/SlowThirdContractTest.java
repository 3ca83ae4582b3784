package org.example.hello;

import java.util.List;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.DeviceModelContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class SlowThirdContractTest extends DeviceModelContract {
    @Override
    protected List<PluginChoice<DeviceModel>> variants() {
        return List.of(
                PluginChoice.of(new SlowThird.Provider(), new SlowThird.Options(1)),
                PluginChoice.of(new SlowThird.Provider(), new SlowThird.Options(4)));
    }

    // Override if an option has no effect in this small test: optionsWithoutEffect()

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new SlowThird.Provider();
        }
    }
}
