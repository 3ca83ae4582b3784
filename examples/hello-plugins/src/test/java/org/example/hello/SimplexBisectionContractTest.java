package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.testkit.contract.TeacherWeightsContract;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.api.Nested;

class SimplexBisectionContractTest extends TeacherWeightsContract {
    @Override
    protected List<PluginChoice<TeacherWeights>> variants() {
        return List.of(
                PluginChoice.of(new SimplexBisection.Plugin(), new SimplexBisection.Options(100)),
                PluginChoice.of(new SimplexBisection.Plugin(), new SimplexBisection.Options(200)));
    }

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new SimplexBisection.Plugin();
        }
    }
}
