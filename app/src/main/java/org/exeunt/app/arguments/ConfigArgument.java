package org.exeunt.app.arguments;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.compare.Comparison;
import org.exeunt.config.option.ConfigReading;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.ComparisonFile;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of commands that read a configuration: a file and overrides of its keys. */
public final class ConfigArgument {
    @Parameters(paramLabel = "CONFIG", description = "JSON file; see 'exeunt config explain'.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides one key, such as strategy.mu=0.1.")
    private List<String> overrides = List.of();

    @Mixin
    private DeviceArgument device;

    @Mixin
    private ExecutorArgument executor;

    /** Reads the file; problems are part of the result. */
    public ConfigReading<RunConfig> read(PluginRegistry registry) {
        return read(registry, Map.of());
    }

    /**
     * Reads the file with further overrides, which take precedence.
     *
     * @param option that stands for them, such as {@code --seeds}
     * @throws org.exeunt.api.error.ExeuntException if the configuration is not valid, listing all problems
     */
    public RunConfig read(PluginRegistry registry, String option, List<String> more) {
        return read(registry, Map.of(option, more)).orThrow();
    }

    private ConfigReading<RunConfig> read(PluginRegistry registry, Map<String, List<String>> more) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        // first, so that --set can add to the options of the executor
        all.put(ExecutorArgument.NAME, executor.overrides(registry));
        all.put("--set", overrides);
        all.put("--device", device.overrides());
        all.putAll(more);
        if (ComparisonFile.describes(file)) {
            throw new ExeuntException(
                    Errors.CONFIG_08,
                    "%1$s describes a comparison, not one run: use 'exeunt compare run %1$s'.".formatted(file));
        }
        return new RunConfigReader(registry).read(file, all);
    }

    /** Returns the comparison that the file describes, if it does. */
    public Optional<Comparison> comparison() {
        return ComparisonFile.describes(file)
                ? Optional.of(Comparison.read(file).with(overrides).with(device.overrides()))
                : Optional.empty();
    }

    /** Returns the path of the file as given on the command line. */
    public String file() {
        return file.toString();
    }
}
