package org.exeunt.app;

import java.util.List;
import org.exeunt.config.KeyPath;
import picocli.CommandLine.Option;

/** What networks are computed on, where a command does not leave that to the configuration. */
final class DeviceArgument {
    private static final KeyPath KEY = KeyPath.parse("engine.device");

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "What networks are computed on: cpu, cuda, or auto for a GPU where one can be used. Stands for engine.device of the configuration, and is part of what tells runs apart.")
    private String device;

    /** Returns whether the option was given and is about this key. */
    boolean sets(KeyPath key) {
        return device != null && key.equals(KEY);
    }

    /** Returns it as overrides of a configuration. */
    List<String> overrides() {
        return device == null ? List.of() : List.of("%s=\"%s\"".formatted(KEY, device));
    }
}
