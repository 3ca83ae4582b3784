package org.exeunt.runtime.federation;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.config.RunConfig;

/**
 * The engine of a configuration, with the options of its networks.
 *
 * @param <N> the options of networks
 */
public final class ConfiguredEngine<N extends Record> {
    private final RunConfig config;
    private final Engine<N> engine;

    private ConfiguredEngine(RunConfig config, Engine<N> engine) {
        this.config = config;
        this.engine = engine;
    }

    /**
     * Creates the engine.
     *
     * @throws ExeuntException if the engine cannot be created on this machine
     */
    public static ConfiguredEngine<?> of(RunConfig config, PluginContext context) {
        return new ConfiguredEngine<>(config, PluginCall.create(config.engine(), "engine", context));
    }

    /** Designs the configuration's network for examples of a shape. */
    @SuppressWarnings("unchecked") // the network section was read into the options of the engine that was chosen
    public NetworkDesign design(InputShape input, int classes) {
        return PluginCall.call(
                config.engine(), "designing the network", () -> engine.design((N) config.network(), input, classes));
    }

    /** Returns the engine's description of the arithmetic that results depend on. */
    String arithmetic() {
        return PluginCall.call(config.engine(), "describing its arithmetic", engine::arithmetic);
    }

    /** Returns the linear algebra for strategies and aggregators. */
    LinearAlgebra linearAlgebra() {
        return PluginCall.call(config.engine(), "returning its linear algebra", engine::linearAlgebra);
    }
}
