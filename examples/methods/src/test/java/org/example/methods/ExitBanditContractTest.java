package org.example.methods;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.testkit.contract.CoordinationPolicyContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class ExitBanditContractTest extends CoordinationPolicyContract {
    @Override
    protected List<PluginChoice<CoordinationPolicy>> variants() {
        return List.of(
                PluginChoice.of(new ExitBandit(), new ExitBandit.Options(0)),
                PluginChoice.of(new ExitBandit(), new ExitBandit.Options(0.1)),
                PluginChoice.of(new ExitBandit(), new ExitBandit.Options(10)));
    }

    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new ExitBandit();
        }
    }
}
