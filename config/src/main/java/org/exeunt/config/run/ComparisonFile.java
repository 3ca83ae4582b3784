package org.exeunt.config.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;
import org.exeunt.config.json.JsonFile;
import org.exeunt.config.json.JsonFormat;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.option.ConfigReading;
import org.exeunt.config.option.Problem;
import org.exeunt.config.option.ProblemReport;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;

/** The file of a comparison, as it is written. */
public record ComparisonFile(
        @Option("Prefix of the names of its runs") String name,
        @Option("Configuration of a run, relative to this file") Path base,
        @Option(value = "Configuration keys of all runs; null removes a key", defaultValue = "{}")
                Map<String, JsonNode> set,
        @Option(value = "Data, partitions, networks and so on, by name, with their keys", defaultValue = "{}")
                Map<String, Map<String, JsonNode>> settings,
        @Option(
                        value = "Methods by name, with their keys or the id of a strategy; they override settings",
                        defaultValue = "{}")
                Map<String, Map<String, JsonNode>> methods,
        @Option(value = "Seeds of every method on every setting", minItems = 1, distinct = true) List<Long> seeds,
        @Option("Method with which the others are compared; the last by default") Optional<String> reference,
        @Option("Options to choose on validation examples before methods are compared") Optional<Tune> tune) {
    /** The methods that every comparison contains. */
    private static final List<String> CONTROLS = List.of("local", "fedavg");

    private static final int MAX_RUNS = 100_000;
    private static final int MAX_CANDIDATES = 10_000;

    /** How options of methods are chosen before the comparison. */
    public record Tune(
            @Option(value = "Seeds of the runs that choose; different from seeds", minItems = 1, distinct = true)
                    List<Long> seeds,
            @Option(value = "Keys by method, each with the values to try", minItems = 1, distinct = true)
                    Map<String, Map<String, List<JsonNode>>> grids) {}

    /** Returns whether a file is a comparison. */
    public static boolean describes(Path file) {
        JsonNode root = JsonFile.read(file);
        return root.has("base") || root.has("methods");
    }

    /**
     * Reads a file.
     *
     * @throws ExeuntException CONFIG-60 with all problems of keys, or else all contradictions between them; CONFIG-08
     *     if the file describes one run
     */
    public static ComparisonFile read(Path file) {
        JsonNode root = JsonFile.read(file);
        if (root.has("dataset") && !root.has("base")) {
            throw new ExeuntException(
                    Errors.CONFIG_08,
                    ("%1$s describes one run, not a comparison: use 'exeunt run %1$s'. The key 'base' of a comparison"
                                    + " names such a file.")
                            .formatted(file));
        }
        PluginRegistry none = new PluginScan(List.of(), List.of(), List.of()).registry(); // the runs choose plugins
        ConfigReading<ComparisonFile> reading =
                new RecordBinder(none).read(ComparisonFile.class, file.toString(), root);
        List<Problem> problems = new ArrayList<>(reading.problems());
        reading.value()
                .ifPresent(written -> written.check((where, expected) -> problems.add(
                        new Problem(Errors.CONFIG_60.code(), KeyPath.ROOT.key(where), Optional.empty(), expected))));
        if (!problems.isEmpty()) {
            throw new ExeuntException(
                    Errors.CONFIG_60,
                    ProblemReport.text(
                            file.toString(),
                            problems.stream().limit(ProblemReport.MAX_PROBLEMS).toList()));
        }
        return reading.orThrow();
    }

    private void check(BiConsumer<String, String> problem) {
        Map<String, String> names = new LinkedHashMap<>(Map.of("name = \"" + name + '"', name));
        settings.keySet().forEach(each -> names.put("settings." + each, each));
        methods.keySet().forEach(each -> names.put("methods." + each, each));
        names.forEach((where, written) -> {
            // names of runs and folders keep only these characters
            if (written.replaceAll("[^A-Za-z0-9]", "").isEmpty()) {
                problem.accept(where, "a name must contain a letter of a to z, or a digit");
            }
        });
        checkKeys("set.", set, problem);
        settings.forEach((each, keys) -> checkKeys("settings." + each + ".", keys, problem));
        methods.forEach((each, keys) -> checkKeys("methods." + each + ".", keys, problem));
        CONTROLS.stream().filter(methods::containsKey).forEach(control -> {
            Map<String, JsonNode> keys = methods.get(control);
            JsonNode strategy = keys.getOrDefault("strategy.type", keys.get("strategy"));
            String chosen = strategy == null ? control : strategy.path("type").asText(strategy.asText(control));
            if (!chosen.equals(control)) {
                problem.accept(
                        "methods.%s = \"%s\"".formatted(control, chosen),
                        "must be the strategy '%s', which is a control of every comparison; rename the method"
                                .formatted(control));
            }
        });
        List<String> all = List.copyOf(withControls().keySet());
        reference
                .filter(each -> !all.contains(each))
                .ifPresent(each -> problem.accept(
                        "reference = \"" + JsonFormat.cut(each) + '"',
                        "must be one of the methods %s%s".formatted(String.join(", ", all), NearMiss.hint(each, all))));
        long runs = (long) Math.max(1, settings.size()) * all.size() * seeds.size();
        if (runs > MAX_RUNS) {
            problem.accept(
                    "seeds",
                    "settings, methods and seeds are %d runs; at most %d are allowed".formatted(runs, MAX_RUNS));
        }
        tune.ifPresent(each -> check(each, all, problem));
    }

    private void check(Tune written, List<String> all, BiConsumer<String, String> problem) {
        if (!Collections.disjoint(written.seeds(), seeds)) {
            problem.accept(
                    "tune.seeds = " + written.seeds(),
                    "must have no seed in common with seeds, so that the reported runs do not affect the choice");
        }
        written.grids().forEach((method, grid) -> {
            String where = "tune.grids." + method;
            if (!all.contains(method)) {
                problem.accept(where, "is not a method of this comparison; methods: " + String.join(", ", all));
            }
            checkKeys(where + ".", grid, problem);
            long count = written.seeds().size();
            for (List<JsonNode> values : grid.values()) {
                count = Math.min(count, MAX_CANDIDATES + 1) * values.size();
            }
            if (count > MAX_CANDIDATES) {
                problem.accept(
                        where, "has more than %d combinations of values and tune.seeds".formatted(MAX_CANDIDATES));
            }
        });
    }

    private static void checkKeys(String where, Map<String, ?> keys, BiConsumer<String, String> problem) {
        keys.keySet().stream()
                .filter(Set.of("seed", "name")::contains)
                .forEach(key -> problem.accept(where + key, "is set by the comparison; remove it"));
    }

    /**
     * Returns the overrides of all methods: the controls get their strategies, and local training gets rid of what it
     * refuses, because it aggregates nothing.
     */
    public Map<String, List<String>> withControls() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        CONTROLS.stream().filter(each -> !methods.containsKey(each)).forEach(each -> all.put(each, List.of()));
        methods.forEach((each, keys) -> all.put(each, overrides(keys)));
        all.replaceAll((each, keys) -> {
            List<String> overrides = new ArrayList<>(keys);
            if (CONTROLS.contains(each)) {
                overrides.add(0, "strategy=\"" + each + '"');
            }
            if (overrides.contains("strategy=\"local\"")) {
                overrides.addAll(0, List.of("training.aggregator=null", "training.server-optimizer=null"));
            }
            return overrides;
        });
        return all;
    }

    /** Returns keys with their values as overrides {@code key.path=value}. */
    public static List<String> overrides(Map<String, JsonNode> keys) {
        return keys.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList();
    }
}
