package org.exeunt.testkit.strategy;

import java.util.List;
import java.util.function.Supplier;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.contract.StrategyContract;

/** The strategy contract for methods that upload the backbone. */
public abstract class PersonalHeadsContract extends StrategyContract {
    private static final class Provider extends Plugin<Strategy<?>, NoOptions> {
        Provider(Supplier<Strategy<?>> strategy) {
            super("personal-heads", "Averages the backbone", (options, context) -> strategy.get());
        }
    }

    private final Supplier<Strategy<?>> strategy;

    protected PersonalHeadsContract(Supplier<Strategy<?>> strategy) {
        this.strategy = strategy;
    }

    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(PluginChoice.of(new Provider(strategy), new NoOptions()));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.backbone();
    }
}
