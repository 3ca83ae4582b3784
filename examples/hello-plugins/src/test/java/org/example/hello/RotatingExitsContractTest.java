package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.testkit.contract.CoordinationPolicyContract;

class RotatingExitsContractTest extends CoordinationPolicyContract {
    @Override
    protected List<PluginChoice<CoordinationPolicy>> variants() {
        return List.of(
                new HelloPlugins().choose(CoordinationPolicy.class, "rotating-exits", new RotatingExits.Options(0)),
                new HelloPlugins().choose(CoordinationPolicy.class, "rotating-exits", new RotatingExits.Options(1)),
                new HelloPlugins().choose(CoordinationPolicy.class, "rotating-exits", new RotatingExits.Options(3)));
    }

    // Override if an option has no effect in this small test: optionsWithoutEffect()
}
