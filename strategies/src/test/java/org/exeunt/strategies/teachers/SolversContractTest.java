package org.exeunt.strategies.teachers;

import java.util.List;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.round.TeacherWeights;
import org.exeunt.testkit.contract.TeacherWeightsContract;

class SolversContractTest extends TeacherWeightsContract {
    @Override
    protected List<Choice<TeacherWeights>> variants() {
        return List.of(
                Choice.of(new SimplexClosedForm.Plugin(), new SimplexClosedForm.Options()),
                Choice.of(new OjalgoQp.Plugin(), new OjalgoQp.Options()));
    }
}
