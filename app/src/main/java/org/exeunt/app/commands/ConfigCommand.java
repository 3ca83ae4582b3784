package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.ConfigArgument;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.ComparisonRunner;
import org.exeunt.app.compare.Plan;
import org.exeunt.app.compare.Planner;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.text.Figures;
import org.exeunt.config.option.ConfigReading;
import org.exeunt.config.option.ExplainedKey;
import org.exeunt.config.option.Problem;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.ConfigSchema;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt config}: prints the schema of configurations, validates one, and explains its keys. */
@Command(
        name = "config",
        footer = "exeunt config validate examples/quickstart.json",
        description = "Checks and explains configurations.")
record ConfigCommand(Terminal terminal) {
    @Command(
            name = "schema",
            footer = "exeunt config schema > exeunt.schema.json",
            description = "Prints the JSON Schema of configurations with the installed plugins, for editors.")
    void schema(@Option(names = "--comparison", description = "Print that of comparisons.") boolean comparison) {
        PluginRegistry registry = Plugins.registry(terminal);
        terminal.out().println(comparison ? ConfigSchema.ofComparisons(registry) : ConfigSchema.text(registry));
    }

    @Command(
            name = "validate",
            footer = "exeunt config validate examples/quickstart.json",
            description = "Reports all problems of the keys of a configuration, then checks it against its "
                    + "data. Absent data are accepted with a note.")
    void validate(@Mixin ConfigArgument config, @Mixin JsonOption json) {
        PluginRegistry registry = Plugins.registry(terminal);
        List<ConfigProblem> problems = List.of();
        try {
            Optional<Comparison> comparison = config.comparison();
            String valid;
            Optional<String> absent;
            if (comparison.isPresent()) {
                Plan plan = new Planner(comparison.get(), run -> false, registry, Path.of("")).plan();
                valid = "%s, %s, %s"
                        .formatted(
                                Figures.count(plan.size(), "run"),
                                Figures.count(comparison.get().settings().size(), "setting"),
                                Figures.count(comparison.get().methods().size(), "method"));
                absent = absentData(() -> check(comparison.get(), registry));
            } else {
                ConfigReading<RunConfig> reading = config.read(registry);
                problems = reading.problems().stream().map(ConfigProblem::of).toList();
                RunConfig run = reading.orThrow();
                absent = absentData(() -> Run.check(run, registry, Path.of(""), terminal::warn));
                long written = reading.keys().stream()
                        .filter(key -> !List.of("preset", "default").contains(key.origin()))
                        .count();
                valid = "%s written, %d by default"
                        .formatted(written, reading.keys().size() - written);
            }
            json.print(
                    terminal,
                    new Verdict(config.file(), true, absent.isEmpty(), List.of()),
                    () -> List.of("%s: valid, %s".formatted(config.file(), valid)));
            absent.ifPresent(sentence -> terminal.note("not checked against its data, which are absent: " + sentence));
        } catch (ExeuntException e) {
            List<ConfigProblem> found = problems.isEmpty() ? List.of(ConfigProblem.of(e)) : problems;
            json.print(terminal, new Verdict(config.file(), false, false, found), List::of);
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

    private void check(Comparison comparison, PluginRegistry registry) {
        Plan plan = new Planner(comparison, run -> true, registry, Path.of("")).plan();
        plan.requireValidation();
        new ComparisonRunner(registry, Path.of(""), 1, 0, () -> false, terminal.status()).check(plan);
    }

    /**
     * Performs checks that precede the first round of a run. Configurations are often written on machines without the
     * data, so absent data are not an error.
     *
     * @return a sentence on the absent data; empty if the data are present
     * @throws ExeuntException if the configuration is not valid or the data are damaged
     */
    static Optional<String> absentData(Runnable checks) {
        try {
            checks.run();
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
            footer = "exeunt config explain examples/quickstart.json",
            description = "Prints every option of a configuration with its value, origin and description.")
    void explain(@Mixin ConfigArgument config, @Mixin JsonOption json) {
        ConfigReading<RunConfig> reading = config.read(Plugins.registry(terminal));
        reading.orThrow();
        List<Explained> keys = reading.keys().stream().map(Explained::of).toList();
        json.print(terminal, keys, () -> keys.stream()
                .flatMap(key -> key.lines().stream())
                .toList());
    }

    /** One key as JSON; the value is null if an optional one is absent. */
    private record Explained(String key, String value, String origin, String sentence, String allowed, String unit) {
        static Explained of(ExplainedKey key) {
            return new Explained(
                    key.path().toString(),
                    key.value().orElse(null),
                    key.origin(),
                    key.description(),
                    key.allowed(),
                    key.unit());
        }

        List<String> lines() {
            return List.of(
                    "%s = %s  (%s)".formatted(key, value == null ? "absent" : value, origin),
                    "    %s; %s".formatted(sentence, allowed));
        }
    }
}
