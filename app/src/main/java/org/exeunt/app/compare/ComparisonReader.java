package org.exeunt.app.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.text.Figures;
import org.exeunt.app.text.ResourceText;
import org.exeunt.config.ConfigSchema;
import org.exeunt.config.JsonFile;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * Reads the file of a comparison and reports all its problems in one error. {@link Planner} checks the runs that it
 * describes.
 */
public final class ComparisonReader {
    private static final String SCHEMA = ResourceText.of(ComparisonReader.class, "schema.json");
    private static final List<String> KEYS =
            List.of("name", "base", "set", "settings", "methods", "seeds", "reference", "tune", "$schema");
    private static final int MAX_PROBLEMS = 100;
    private static final int MAX_CANDIDATES = 10_000;
    private static final int MAX_RUNS = 100_000;
    private static final int MAX_VALUE_LENGTH = 100;
    private static final String LOCAL = "local";
    /** The methods that every comparison contains. */
    private static final List<String> CONTROLS = List.of(LOCAL, "fedavg");

    private final Path file;
    private final List<String> problems = new ArrayList<>();

    private ComparisonReader(Path file) {
        this.file = file;
    }

    /** Reads a file; paths in it are relative to its folder. */
    public static Comparison read(Path file) {
        JsonNode root = JsonFile.read(file);
        FileKind.requireComparison(file, root);
        return new ComparisonReader(file).comparison(root);
    }

    /** Returns the JSON Schema of such files. */
    public static String schema(PluginRegistry registry) {
        return ConfigSchema.withKeys(registry, SCHEMA);
    }

    private Comparison comparison(JsonNode root) {
        requireKnown("", root, KEYS);
        String name = text(root, "name");
        if (!name.isEmpty()) {
            requirePlain("name = " + shown(root.path("name")), name);
        }
        Path base = base(text(root, "base"));
        List<String> common = overrides("set", root.path("set"));
        Map<String, List<String>> settings = variants("settings", root.path("settings"));
        if (settings.isEmpty()) {
            settings.put(Comparison.ONLY_SETTING, List.of());
        }
        Map<String, List<String>> methods = withControls(variants("methods", root.path("methods")));
        CONTROLS.forEach(
                control -> requireStrategy(control, root.path("methods").path(control)));
        List<Long> seeds = seeds("seeds", root.path("seeds"));
        long runs = (long) settings.size() * methods.size() * seeds.size();
        if (runs > MAX_RUNS) {
            problems.add("%d settings, %d methods and %d seeds are %d runs; at most %d are allowed"
                    .formatted(settings.size(), methods.size(), seeds.size(), runs, MAX_RUNS));
            throw refused();
        }
        Tuning tuning = root.has("tune") ? tuning(root.path("tune"), methods.keySet(), seeds) : Tuning.NONE;
        String reference = reference(root.path("reference"), methods.keySet());
        if (!problems.isEmpty()) {
            throw refused();
        }
        return new Comparison(file, name, base, common, settings, methods, seeds, reference, tuning);
    }

    private void reject(String path, JsonNode found, String expected) {
        problems.add(
                "%s%s   %s".formatted(path, found.isMissingNode() ? " (missing)" : " = " + shown(found), expected));
    }

    /** Returns a value as JSON, cut if it is long. */
    private static String shown(JsonNode value) {
        return shortened(value.toString());
    }

    /** Returns a text, cut if it is long. */
    static String shortened(String text) {
        return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "...";
    }

    private ExeuntException refused() {
        List<String> shown = problems.subList(0, Math.min(MAX_PROBLEMS, problems.size()));
        return new ExeuntException(
                Errors.CONFIG_60,
                "%s has %s:\n  %s"
                        .formatted(file, Figures.count(problems.size(), "problem"), String.join("\n  ", shown)));
    }

    private void requireKnown(String prefix, JsonNode section, List<String> keys) {
        section.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                problems.add("%s%s   unknown key of a comparison%s; known keys: %s"
                        .formatted(prefix, key, NearMiss.hint(key, keys), String.join(", ", keys)));
            }
        });
    }

    /** Returns a text; empty if it is missing. */
    private String text(JsonNode root, String key) {
        JsonNode value = root.path(key);
        if (!value.isTextual() || value.textValue().isBlank()) {
            reject(key, value, "must be a string that is not blank");
            return "";
        }
        return value.textValue();
    }

    private Path base(String written) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return folder.resolve(written);
        } catch (InvalidPathException e) {
            reject("base", TextNode.valueOf(written), "is not a valid path: " + e.getReason());
            return folder;
        }
    }

    private Tuning tuning(JsonNode tune, Set<String> methods, List<Long> compared) {
        requireKnown("tune.", tune, List.of("seeds", "grids"));
        List<Long> seeds = seeds("tune.seeds", tune.path("seeds"));
        if (seeds.stream().anyMatch(compared::contains)) {
            reject(
                    "tune.seeds",
                    tune.path("seeds"),
                    "must have no seed in common with seeds, so that the reported runs do not affect the choice");
        }
        Map<String, List<List<String>>> candidates = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> grid : grid("tune.grids", tune.path("grids"), "methods to their grids")) {
            String path = "tune.grids." + grid.getKey();
            if (!methods.contains(grid.getKey())) {
                problems.add("%s   is not a method of this comparison; methods: %s"
                        .formatted(path, String.join(", ", methods)));
            }
            Map<String, List<String>> values = new LinkedHashMap<>();
            long count = Math.max(1, seeds.size());
            for (Map.Entry<String, JsonNode> key : grid(path, grid.getValue(), "keys to the values to try")) {
                requireOpen(path, key.getKey());
                List<String> tried = new ArrayList<>();
                key.getValue().forEach(value -> tried.add(value.toString()));
                if (!key.getValue().isArray()
                        || tried.isEmpty()
                        || tried.stream().distinct().count() < tried.size()) {
                    reject(path + "." + key.getKey(), key.getValue(), "must be a list of different values");
                }
                values.put(key.getKey(), tried);
                count = Math.min(count, MAX_CANDIDATES + 1) * Math.max(1, tried.size());
            }
            if (count > MAX_CANDIDATES) {
                problems.add(
                        "%s   has more than %d combinations of values and tune.seeds".formatted(path, MAX_CANDIDATES));
            } else {
                candidates.put(grid.getKey(), Tuning.grid(values));
            }
        }
        return new Tuning(seeds, candidates);
    }

    private Collection<Map.Entry<String, JsonNode>> grid(String path, JsonNode value, String content) {
        if (!value.isObject() || value.isEmpty()) {
            reject(path, value, "must be an object that maps " + content);
        }
        return value.properties();
    }

    private List<Long> seeds(String key, JsonNode value) {
        Set<Long> seeds = new HashSet<>();
        List<Long> inOrder = new ArrayList<>();
        boolean valid = value.isArray() && !value.isEmpty();
        for (JsonNode seed : value) {
            valid &= seed.isIntegralNumber() && seed.canConvertToLong() && seeds.add(seed.longValue());
            inOrder.add(seed.longValue());
        }
        if (!valid) {
            reject(key, value, "must be a list of different whole numbers, at least one");
        }
        return inOrder;
    }

    private Map<String, List<String>> variants(String key, JsonNode value) {
        if (!value.isMissingNode() && !value.isObject()) {
            reject(key, value, "must be an object that maps names to keys of a run configuration");
        }
        Map<String, List<String>> variants = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            String path = key + "." + entry.getKey();
            requirePlain(path, entry.getKey());
            variants.put(entry.getKey(), overrides(path, entry.getValue()));
        }
        return variants;
    }

    /** Rejects a name of which nothing would be left in the names of runs and folders. */
    private void requirePlain(String subject, String name) {
        if (name.replaceAll("[^A-Za-z0-9]", "").isEmpty()) {
            problems.add(subject + "   a name must contain a letter of a to z, or a digit");
        }
    }

    /** Returns overrides; a string in place of a method's object is the id of its strategy. */
    private List<String> overrides(String path, JsonNode value) {
        if (value.isTextual() && path.startsWith("methods.")) {
            return List.of("strategy=" + value);
        }
        if (!value.isMissingNode() && !value.isObject()) {
            reject(
                    path,
                    value,
                    "must be an object of keys of a run configuration, such as { \"training.rounds\": 10 }");
        }
        List<String> overrides = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            requireOpen(path, entry.getKey());
            overrides.add(entry.getKey() + "=" + entry.getValue());
        }
        return overrides;
    }

    private void requireOpen(String path, String key) {
        if (Set.of("seed", "name").contains(key)) {
            problems.add("%s.%s   is set by the comparison; remove it".formatted(path, key));
        }
    }

    /** Rejects another strategy under the name of a control, because reports call it so. */
    private void requireStrategy(String control, JsonNode method) {
        JsonNode chosen = method.isTextual() ? method : method.path("strategy");
        for (JsonNode strategy : List.of(chosen, chosen.path("type"), method.path("strategy.type"))) {
            if (strategy.isTextual() && !strategy.textValue().equals(control)) {
                reject(
                        "methods." + control,
                        strategy,
                        "must be the strategy '%s', which is a control of every comparison; rename the method"
                                .formatted(control));
            }
        }
    }

    /**
     * Adds the controls, with their strategies, and removes from local training what it refuses, because it aggregates
     * nothing.
     */
    private static Map<String, List<String>> withControls(Map<String, List<String>> named) {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        CONTROLS.stream()
                .filter(control -> !named.containsKey(control))
                .forEach(control -> methods.put(control, List.of()));
        methods.putAll(named);
        methods.replaceAll((name, overrides) -> {
            List<String> all = new ArrayList<>(overrides);
            if (CONTROLS.contains(name)) {
                all.add(0, strategy(name));
            }
            if (all.contains(strategy(LOCAL))) {
                all.addAll(0, List.of("training.aggregator=null", "training.server-optimizer=null"));
            }
            return all;
        });
        return methods;
    }

    private static String strategy(String id) {
        return "strategy=\"" + id + "\"";
    }

    /** Returns the method that the others are compared with, the last one unless another is named. */
    private String reference(JsonNode value, Set<String> methods) {
        List<String> names = List.copyOf(methods);
        if (value.isMissingNode()) {
            return names.get(names.size() - 1);
        }
        if (!names.contains(value.asText())) {
            reject(
                    "reference",
                    value,
                    "must be one of the methods %s%s"
                            .formatted(String.join(", ", names), NearMiss.hint(value.asText(), names)));
        }
        return value.asText();
    }
}
