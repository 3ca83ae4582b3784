package org.exeunt.it.plugins;

import java.util.ServiceLoader;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.testkit.contract.PluginContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract that all kinds of plugins have in common, for every list of plugins of this repository. */
@ParameterizedClass
@MethodSource("lists")
class EveryPluginContractTest extends PluginContract {
    private final Plugins list;

    EveryPluginContractTest(Plugins list) {
        this.list = list;
    }

    static Iterable<Plugins> lists() {
        return ServiceLoader.load(Plugins.class);
    }

    @Override
    protected Plugins plugins() {
        return list;
    }
}
