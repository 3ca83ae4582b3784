package org.exeunt.testkit.engine;

import org.exeunt.api.network.Engine;
import org.exeunt.api.network.EnginePlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;

/** Makes the {@link ToyEngine}. */
public final class ToyEnginePlugin extends SimplePlugin<Engine<ToyNetworkOptions>, ToyEngine.Options>
        implements EnginePlugin<ToyEngine.Options, ToyNetworkOptions> {
    /** Makes the plugin. */
    public ToyEnginePlugin() {
        super(
                Engine.class,
                "toy",
                "Small dense early-exit networks in pure Java, for tests",
                ToyEngine.Options.class,
                ApiVersion.CURRENT,
                (options, context) -> new ToyEngine());
    }

    @Override
    public Class<?> kind() {
        return Engine.class;
    }

    @Override
    public Class<ToyNetworkOptions> networkOptions() {
        return ToyNetworkOptions.class;
    }
}
