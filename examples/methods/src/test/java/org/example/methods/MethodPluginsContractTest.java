package org.example.methods;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method is registered and has valid options. */
@ParameterizedClass
@MethodSource("plugins")
class MethodPluginsContractTest extends PluginContract {
    private final Plugin<?, ?> plugin;

    MethodPluginsContractTest(Plugin<?, ?> plugin) {
        this.plugin = plugin;
    }

    static List<Plugin<?, ?>> plugins() {
        return List.of(
                new BoostNet.Provider(),
                new ExitBandit(),
                new FeatureAdaptation.Provider(),
                new FedAs.Provider(),
                new FedCp.Provider(),
                new FedDf(),
                new FedFomo.Provider(),
                new FedPhp.Provider(),
                new FedProto.Provider(),
                new FlTrust(),
                new Fml.Provider(),
                new Ifca.Provider(),
                new KnnPer.Provider(),
                new LgFedAvg(),
                new Oort(),
                new PFedMe.Provider());
    }

    @Override
    protected Plugin<?, ?> plugin() {
        return plugin;
    }
}
