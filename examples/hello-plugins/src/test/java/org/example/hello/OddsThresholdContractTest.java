package org.example.hello;

import java.util.List;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.ExitPolicyContract;

class OddsThresholdContractTest extends ExitPolicyContract {
    @Override
    protected List<PluginChoice<ExitPolicy>> variants() {
        return List.of(
                new HelloPlugins().choose(ExitPolicy.class, "odds-threshold", new OddsThreshold.Options(List.of(4.0))),
                new HelloPlugins().choose(ExitPolicy.class, "odds-threshold", new OddsThreshold.Options(List.of(0.0, 1.0, 99.0))));
    }

    // Override if labels are not in the order of mean exits: listsRulesInOrder()
    // Override if an option has no effect in this small test: optionsWithoutEffect()
}
