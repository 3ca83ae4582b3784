package org.exeunt.dl4j;

import org.exeunt.api.network.Engine;
import org.exeunt.api.network.EnginePlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.PluginContext;

/** Plugin {@code dl4j}. */
public final class Dl4jEnginePlugin implements EnginePlugin<Dl4jEnginePlugin.Options, NetworkOptions> {
    /** Options of the engine: none. */
    public record Options() {}

    @Override
    public String id() {
        return "dl4j";
    }

    @Override
    public String summary() {
        return "Eclipse Deeplearning4j on the CPU, with fast layers on oneDNN";
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Class<NetworkOptions> networkOptions() {
        return NetworkOptions.class;
    }

    @Override
    public String apiVersion() {
        return ApiVersion.CURRENT;
    }

    @Override
    public Engine<NetworkOptions> create(Options options, PluginContext context) {
        return new Dl4jEngine(context);
    }
}
