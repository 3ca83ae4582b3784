package org.exeunt.dl4j;

import org.exeunt.api.network.Engine;
import org.exeunt.api.network.EnginePlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.dl4j.device.Device;

/** Plugin {@code dl4j}. */
public final class Dl4jEnginePlugin implements EnginePlugin<Dl4jEnginePlugin.Options, NetworkOptions> {
    /** Options of the engine. */
    public record Options(
            @Option(
                            value =
                                    "What networks are computed on: the processor, an NVIDIA GPU, or a GPU where one can be used and else the"
                                            + " processor. Results differ by rounding",
                            defaultValue = "cpu")
                    Device device) {}

    @Override
    public String id() {
        return "dl4j";
    }

    @Override
    public String summary() {
        return "Eclipse Deeplearning4j on the CPU, with fast layers on oneDNN, or on an NVIDIA GPU";
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
        return new Dl4jEngine(options.device(), context);
    }
}
