package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.testkit.contract.CoordinationPolicyContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class RotatingExitsContractTest extends CoordinationPolicyContract {
    @Override
    protected List<PluginChoice<CoordinationPolicy>> variants() {
        return List.of(
                PluginChoice.of(new RotatingExits.Provider(), new RotatingExits.Options(0)),
                PluginChoice.of(new RotatingExits.Provider(), new RotatingExits.Options(1)),
                PluginChoice.of(new RotatingExits.Provider(), new RotatingExits.Options(3)));
    }

    // Override if an option has no effect in this small test: optionsWithoutEffect()

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new RotatingExits.Provider();
        }
    }
}
