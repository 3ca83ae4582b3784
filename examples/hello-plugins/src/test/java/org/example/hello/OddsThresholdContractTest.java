package org.example.hello;

import java.util.List;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.ExitPolicyContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class OddsThresholdContractTest extends ExitPolicyContract {
    @Override
    protected List<PluginChoice<ExitPolicy>> variants() {
        return List.of(
                PluginChoice.of(new OddsThreshold.Provider(), new OddsThreshold.Options(List.of(4.0))),
                PluginChoice.of(new OddsThreshold.Provider(), new OddsThreshold.Options(List.of(0.0, 1.0, 99.0))));
    }

    // Override if labels are not in the order of mean exits: listsRulesInOrder()
    // Override if an option has no effect in this small test: optionsWithoutEffect()

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new OddsThreshold.Provider();
        }
    }
}
