package org.exeunt.testsupport.engine;

import org.exeunt.api.network.EnginePlugin;
import org.exeunt.api.plugin.NoOptions;

/** The plugin of the {@link ToyEngine}. */
public final class ToyEnginePlugin extends EnginePlugin<NoOptions, ToyNetworkOptions> {
    /** Creates the plugin. */
    public ToyEnginePlugin() {
        super(
                "toy",
                "Small dense early-exit networks in pure Java, for tests",
                NoOptions.class,
                ToyNetworkOptions.class,
                (options, context) -> new ToyEngine());
    }
}
