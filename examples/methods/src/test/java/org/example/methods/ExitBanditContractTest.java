package org.example.methods;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.testkit.contract.CoordinationPolicyContract;

class ExitBanditContractTest extends CoordinationPolicyContract {
    @Override
    protected List<PluginChoice<CoordinationPolicy>> variants() {
        return List.of(
                new MethodPlugins().choose(CoordinationPolicy.class, "exit-bandit", new ExitBandit.Options(0)),
                new MethodPlugins().choose(CoordinationPolicy.class, "exit-bandit", new ExitBandit.Options(0.1)),
                new MethodPlugins().choose(CoordinationPolicy.class, "exit-bandit", new ExitBandit.Options(10)));
    }
}
