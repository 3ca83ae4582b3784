package org.exeunt.app.arguments;

import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --device}, which overrides the device of the configuration. */
public final class DeviceArgument {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "Device that computes networks: cpu, cuda, or auto for a GPU if one can be used. "
                    + "Sets engine.device of the configuration, which is part of the identity of a run.")
    private String device;

    /** Returns the option as overrides of a configuration. */
    public List<String> overrides() {
        return device == null ? List.of() : List.of("engine.device=\"%s\"".formatted(device));
    }
}
