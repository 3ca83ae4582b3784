package org.exeunt.testkit.engine;

import org.exeunt.api.network.EnginePlugin;

/** The plugin of the {@link ToyEngine}. */
public final class ToyEnginePlugin extends EnginePlugin<ToyEngine.Options, ToyNetworkOptions> {
    /** Creates the plugin; called by the service loader. */
    public ToyEnginePlugin() {
        super(
                "toy",
                "Small dense early-exit networks in pure Java, for tests",
                ToyEngine.Options.class,
                ToyNetworkOptions.class,
                (options, context) -> new ToyEngine());
    }
}
