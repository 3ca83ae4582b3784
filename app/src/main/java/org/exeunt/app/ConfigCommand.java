package org.exeunt.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.config.ConfigReading;
import org.exeunt.runtime.config.ConfigSchema;
import org.exeunt.runtime.config.ExplainedKey;
import org.exeunt.runtime.config.RunConfig;
import org.exeunt.runtime.config.ValueOrigin;
import org.exeunt.runtime.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt config}: what a configuration may say, whether one is right, and what it means. */
@Command(name = "config", mixinStandardHelpOptions = true, description = "Checks and explains configurations.")
final class ConfigCommand {
    private final Terminal terminal;

    ConfigCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            description = "Prints the JSON Schema of configurations with the installed plugins, for editors.")
    int schema() {
        terminal.out().println(ConfigSchema.text(registry()));
        return 0;
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description =
                    "Reports the problems of a configuration: of its keys all at once, then, where its data are at hand, of what does not fit them.")
    int validate(@Mixin ConfigArgument config, @Option(names = "--json", description = "Print JSON.") boolean json) {
        PluginRegistry registry = registry();
        ConfigReading<RunConfig> reading = config.read(registry);
        Optional<String> missing = missingData(reading.orThrow(), registry);
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("file", reading.source());
            answer.put("valid", true);
            answer.put("held-against-data", missing.isEmpty());
            terminal.json(answer);
        } else {
            terminal.out()
                    .printf(
                            "%s: valid, %d keys written, %d by default%n",
                            reading.source(), written(reading), reading.keys().size() - written(reading));
        }
        missing.ifPresent(
                sentence -> terminal.err().println("not held against its data, which are not at hand: " + sentence));
        return 0;
    }

    /**
     * Goes as far as a run goes before its first round; returns what is missing of its data, if they are not at hand. Whoever writes an
     * experiment often does so where its data are not.
     */
    private Optional<String> missingData(RunConfig config, PluginRegistry registry) {
        try {
            Run.check(config, registry, Path.of(""))
                    .forEach(sentence -> terminal.err().println("warning: " + sentence));
            return Optional.empty();
        } catch (ExeuntException e) {
            if (e.code().category() != ErrorCategory.DATA) {
                throw e;
            }
            return Optional.of(e.code() + "  " + e.getMessage());
        }
    }

    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = "Prints every option of a configuration with its value, its origin and what it does.")
    int explain(@Mixin ConfigArgument config, @Option(names = "--json", description = "Print JSON.") boolean json) {
        ConfigReading<RunConfig> reading = config.read(registry());
        if (json) {
            terminal.json(reading.keys().stream().map(ConfigCommand::json).toList());
            return 0;
        }
        for (ExplainedKey key : reading.keys()) {
            terminal.out()
                    .printf(
                            "%s = %s  (%s)%n    %s; %s%n",
                            key.path(),
                            key.value().orElse("absent"),
                            origin(key.origin()),
                            key.sentence(),
                            key.allowed());
        }
        return 0;
    }

    private static Map<String, Object> json(ExplainedKey key) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("key", key.path().toString());
        row.put("value", key.value().orElse(null));
        row.put("origin", origin(key.origin()));
        row.put("sentence", key.sentence());
        row.put("allowed", key.allowed());
        row.put("unit", key.unit());
        return row;
    }

    private static String origin(ValueOrigin origin) {
        return switch (origin) {
            case FILE -> "file";
            case OVERRIDE -> "--set";
            case PRESET -> "preset";
            case DEFAULT -> "default";
        };
    }

    private static long written(ConfigReading<RunConfig> reading) {
        return reading.keys().stream()
                .filter(key -> key.origin() == ValueOrigin.FILE || key.origin() == ValueOrigin.OVERRIDE)
                .count();
    }

    private PluginRegistry registry() {
        return Plugins.registry(terminal);
    }
}
