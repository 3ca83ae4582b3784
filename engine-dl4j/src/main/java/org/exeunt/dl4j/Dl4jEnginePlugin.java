package org.exeunt.dl4j;

import org.exeunt.api.network.EnginePlugin;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.device.Device;

/** Plugin {@code dl4j}. */
public final class Dl4jEnginePlugin extends EnginePlugin<Dl4jEnginePlugin.Options, NetworkOptions> {
    /** Options of the engine. */
    public record Options(
            @Option(
                            value = "Device that computes the networks: the CPU, an NVIDIA GPU, or (auto) a GPU if "
                                    + "one can be used, otherwise the CPU. Results differ by rounding",
                            defaultValue = "cpu")
                    Device device) {}

    /** Creates the plugin. */
    public Dl4jEnginePlugin() {
        super(
                "dl4j",
                "Eclipse Deeplearning4j on the CPU, with fast layers on oneDNN, or on an NVIDIA GPU",
                Options.class,
                NetworkOptions.class,
                (options, context) -> new Dl4jEngine(options.device(), context));
    }
}
