package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.ExitPolicyContract;

class ExitPoliciesContractTest extends ExitPolicyContract {
    @Override
    protected List<PluginChoice<ExitPolicy>> variants() {
        return List.of(
                PluginChoice.of(new Confidence.Provider(), new Confidence.Options(List.of(.3, .5, .7, .9))),
                PluginChoice.of(new Ensemble.Provider(), new Ensemble.Options(List.of(.3, .5, .7, .9))),
                PluginChoice.of(new Entropy.Provider(), new Entropy.Options(List.of(.1, .3, .5), true)),
                PluginChoice.of(new Margin.Provider(), new Margin.Options(List.of(.1, .3, .5))),
                PluginChoice.of(new Patience.Provider(), new Patience.Options(List.of(0, 1, 2, 3))),
                PluginChoice.of(
                        new Budgeted.Provider(),
                        new Budgeted.Options(List.of(1, 5, 10, 15, 19, 20, 21, 25, 30, 39), List.of())),
                PluginChoice.of(
                        new Budgeted.Provider(),
                        new Budgeted.Options(
                                List.of(), List.of(List.of(.7, .1, .1, .1), List.of(1.0, 1.0, 1.0, 1.0)))));
    }
}
