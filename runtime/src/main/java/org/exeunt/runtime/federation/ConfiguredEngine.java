package org.exeunt.runtime.federation;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;

/**
 * The engine of a configuration, with the options of its networks.
 *
 * @param <N> the options of networks
 */
public final class ConfiguredEngine<N extends Record> {
    private final PluginChoice<Engine<?>> choice;
    private final Engine<N> engine;

    private ConfiguredEngine(PluginChoice<Engine<?>> choice, Engine<N> engine) {
        this.choice = choice;
        this.engine = engine;
    }

    /**
     * Creates the engine.
     *
     * @throws ExeuntException if the engine cannot be created on this machine
     */
    public static ConfiguredEngine<?> of(PluginChoice<Engine<?>> choice, PluginContext context) {
        return new ConfiguredEngine<>(choice, PluginCall.create(choice, "engine", context));
    }

    /**
     * Designs a network for examples of a shape.
     *
     * @param network section {@code network} of the configuration
     */
    @SuppressWarnings("unchecked") // the section was read into the options of the engine that was chosen
    public NetworkDesign design(Record network, InputShape input, int classes) {
        return PluginCall.call(choice, "designing the network", () -> engine.design((N) network, input, classes));
    }

    /** Returns the engine's description of the arithmetic that results depend on. */
    String arithmetic() {
        return PluginCall.call(choice, "describing its arithmetic", engine::arithmetic);
    }

    /** Returns the linear algebra for strategies and aggregators. */
    LinearAlgebra linearAlgebra() {
        return PluginCall.call(choice, "returning its linear algebra", engine::linearAlgebra);
    }
}
