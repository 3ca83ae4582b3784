package org.exeunt.strategies.coordination;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.testkit.contract.CoordinationPolicyContract;

class PoliciesContractTest extends CoordinationPolicyContract {
    @Override
    protected List<PluginChoice<CoordinationPolicy>> variants() {
        List<PluginChoice<CoordinationPolicy>> variants = new ArrayList<>(List.of(
                PluginChoice.of(new AllExits.Provider(), new NoOptions()),
                PluginChoice.of(new LeastConflict(), new LeastConflict.Options(0.5, true, 0)),
                PluginChoice.of(
                        new RandomStudents.Provider(), new RandomStudents.Options(Optional.empty(), Optional.empty())),
                PluginChoice.of(
                        new RandomStudents.Provider(), new RandomStudents.Options(Optional.of(2), Optional.empty())),
                PluginChoice.of(
                        new RandomStudents.Provider(), new RandomStudents.Options(Optional.empty(), Optional.of(1.0))),
                PluginChoice.of(new ShallowOnly.Provider(), new ShallowOnly.Options(1)),
                PluginChoice.of(new Budget.Provider(), new Budget.Options(Budget.Level.DRAWN, Optional.empty())),
                PluginChoice.of(new Budget.Provider(), new Budget.Options(Budget.Level.DEEPEST, Optional.of(0.03))),
                PluginChoice.of(new Capacity.Provider(), new Capacity.Options(List.of())),
                PluginChoice.of(new Capacity.Provider(), new Capacity.Options(List.of(3.0, 0.0, 1.0)))));
        for (DepthSelection selection : DepthSelection.values()) {
            variants.add(PluginChoice.of(
                    new ProgressiveDepth(),
                    new ProgressiveDepth.Options(
                            0.5, selection, BudgetBase.STUDENT_EXITS, false, 1, ExitOrder.FINAL_THEN_SHALLOW)));
        }
        for (ExitOrder order : ExitOrder.values()) {
            variants.add(PluginChoice.of(
                    new ProgressiveDepth(),
                    new ProgressiveDepth.Options(
                            0.5, DepthSelection.RANDOM, BudgetBase.STUDENT_EXITS, false, 1, order)));
        }
        return variants;
    }
}
