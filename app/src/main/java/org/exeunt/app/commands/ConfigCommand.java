package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.ConfigArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.config.ConfigReading;
import org.exeunt.config.ConfigSchema;
import org.exeunt.config.ExplainedKey;
import org.exeunt.config.Problem;
import org.exeunt.config.RunConfig;
import org.exeunt.config.ValueOrigin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt config}: prints the schema of configurations, validates one, and explains its keys. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        footer = "exeunt config validate examples/quickstart.json",
        description = "Checks and explains configurations.")
final class ConfigCommand {
    private final Terminal terminal;

    ConfigCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            footer = "exeunt config schema > exeunt.schema.json",
            description = "Prints the JSON Schema of configurations with the installed plugins, for editors.")
    int schema() {
        terminal.out().println(ConfigSchema.text(Plugins.registry(terminal)));
        return 0;
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            footer = "exeunt config validate examples/quickstart.json",
            description = "Reports all problems of the keys of a configuration, then checks it against its "
                    + "data. Absent data are accepted with a note.")
    int validate(@Mixin ConfigArgument config, @Option(names = "--json", description = "Print JSON.") boolean json) {
        PluginRegistry registry = Plugins.registry(terminal);
        List<ConfigProblem> problems = List.of();
        try {
            ConfigReading<RunConfig> reading = config.read(registry);
            problems = reading.problems().stream().map(ConfigProblem::of).toList();
            Optional<String> absent = absentData(reading.orThrow(), registry);
            if (json) {
                terminal.json(new Verdict(config.file(), true, absent.isEmpty(), List.of()));
            } else {
                terminal.out()
                        .printf(
                                "%s: valid, %s written, %d by default%n",
                                reading.source(),
                                written(reading),
                                reading.keys().size() - written(reading));
            }
            absent.ifPresent(sentence -> terminal.note("not checked against its data, which are absent: " + sentence));
            return 0;
        } catch (ExeuntException e) {
            if (json) {
                terminal.json(new Verdict(
                        config.file(), false, false, problems.isEmpty() ? List.of(ConfigProblem.of(e)) : problems));
            }
            throw e;
        }
    }

    /** The output of {@code validate --json}. */
    private record Verdict(String file, boolean valid, boolean heldAgainstData, List<ConfigProblem> problems) {}

    /** One problem as JSON; {@code key} and {@code found} are null if it concerns the whole file or its data. */
    private record ConfigProblem(String code, String key, String found, String message) {
        static ConfigProblem of(Problem problem) {
            return new ConfigProblem(
                    problem.code().toString(),
                    problem.path().toString(),
                    problem.found().orElse(null),
                    problem.expected());
        }

        static ConfigProblem of(ExeuntException failure) {
            return new ConfigProblem(failure.code().toString(), null, null, failure.getMessage());
        }
    }

    /**
     * Performs all checks that precede the first round of a run. Configurations are often written on machines without
     * the data, so absent data are not an error.
     *
     * @return a sentence on the absent data; empty if the data are present
     * @throws ExeuntException if the configuration is not valid or the data are damaged
     */
    private Optional<String> absentData(RunConfig config, PluginRegistry registry) {
        try {
            Run.check(config, registry, Path.of(""), terminal::warn);
            return Optional.empty();
        } catch (ExeuntException e) {
            if (!e.code().equals(DatasetSource.ABSENT)) {
                throw e;
            }
            return Optional.of(e.code() + "  " + e.getMessage());
        }
    }

    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            footer = "exeunt config explain examples/quickstart.json",
            description = "Prints every option of a configuration with its value, origin and description.")
    int explain(@Mixin ConfigArgument config, @Option(names = "--json", description = "Print JSON.") boolean json) {
        ConfigReading<RunConfig> reading = config.read(Plugins.registry(terminal));
        reading.orThrow();
        if (json) {
            terminal.json(reading.keys().stream().map(key -> json(key, config)).toList());
            return 0;
        }
        for (ExplainedKey key : reading.keys()) {
            terminal.out()
                    .printf(
                            "%s = %s  (%s)%n    %s; %s%n",
                            key.path(),
                            key.value().orElse("absent"),
                            origin(key, config),
                            key.description(),
                            key.allowed());
        }
        return 0;
    }

    private static Map<String, Object> json(ExplainedKey key, ConfigArgument config) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("key", key.path().toString());
        row.put("value", key.value().orElse(null));
        row.put("origin", origin(key, config));
        row.put("sentence", key.description());
        row.put("allowed", key.allowed());
        row.put("unit", key.unit());
        return row;
    }

    private static String origin(ExplainedKey key, ConfigArgument config) {
        return switch (key.origin()) {
            case FILE -> "file";
            case OVERRIDE -> config.optionThatSet(key.path());
            case PRESET -> "preset";
            case DEFAULT -> "default";
        };
    }

    private static long written(ConfigReading<RunConfig> reading) {
        return reading.keys().stream()
                .filter(key -> key.origin() == ValueOrigin.FILE || key.origin() == ValueOrigin.OVERRIDE)
                .count();
    }
}
