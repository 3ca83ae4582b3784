package org.exeunt.it.plugins;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract that all kinds of plugins have in common, for every plugin of this repository. */
@ParameterizedClass
@MethodSource("plugins")
class EveryPluginContractTest extends PluginContract {
    private final Plugin<?, ?> plugin;

    EveryPluginContractTest(Plugin<?, ?> plugin) {
        this.plugin = plugin;
    }

    static List<? extends Plugin<?, ?>> plugins() {
        return PluginRegistry.load(EveryPluginContractTest.class.getClassLoader()).plugins().stream()
                .map(InstalledPlugin::plugin)
                .toList();
    }

    @Override
    protected Plugin<?, ?> plugin() {
        return plugin;
    }
}
