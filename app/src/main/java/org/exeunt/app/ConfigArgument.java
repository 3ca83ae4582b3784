package org.exeunt.app;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.runtime.config.ConfigReading;
import org.exeunt.runtime.config.RunConfig;
import org.exeunt.runtime.config.RunConfigReader;
import org.exeunt.runtime.plugins.PluginRegistry;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration file and overrides of its keys, as commands take them. */
final class ConfigArgument {
    @Parameters(paramLabel = "CONFIG", description = "JSON file; see 'exeunt config explain'.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides one key, such as strategy.mu=0.1.")
    private List<String> overrides = List.of();

    @Mixin
    private DeviceArgument device;

    /** Reads the file; all its problems are one error. */
    ConfigReading<RunConfig> read(PluginRegistry registry) {
        ConfigReading<RunConfig> reading = new RunConfigReader(registry)
                .read(
                        file,
                        Stream.concat(overrides.stream(), device.overrides().stream())
                                .toList());
        reading.orThrow(); // whoever asks for a configuration wants a valid one
        return reading;
    }
}
