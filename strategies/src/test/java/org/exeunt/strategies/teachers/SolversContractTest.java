package org.exeunt.strategies.teachers;

import java.util.List;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.testkit.contract.TeacherWeightsContract;

class SolversContractTest extends TeacherWeightsContract {
    @Override
    protected List<PluginChoice<TeacherWeights>> variants() {
        return List.of(
                PluginChoice.of(new SimplexClosedForm.Plugin(), new NoOptions()),
                PluginChoice.of(new OjalgoQp.Plugin(), new NoOptions()));
    }
}
