package org.exeunt.app.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.compare.Tuning.Candidate;
import org.exeunt.app.text.Figures;
import org.exeunt.config.JsonFile;
import org.exeunt.config.plugins.NearMiss;

/**
 * Reads the file of a comparison and reports all its problems in one error. {@link Planner} checks the runs that it
 * describes.
 */
public final class ComparisonReader {
    private static final List<String> KEYS =
            List.of("name", "base", "set", "settings", "methods", "seeds", "reference", "tune");
    private static final int MAX_PROBLEMS = 100;
    private static final int MAX_VARIANTS = 1_000;
    private static final int MAX_CANDIDATES = 10_000;
    private static final int MAX_RUNS = 100_000;
    private static final int MAX_VALUE_LENGTH = 100;
    private static final String PLAIN_NAME = "a name must contain a letter of a to z, or a digit";
    private static final String LOCAL = "local";
    private static final String FEDAVG = "fedavg";

    private final Path file;
    private final List<String> problems = new ArrayList<>();

    private ComparisonReader(Path file) {
        this.file = file;
    }

    /** Reads a file; paths in it are relative to its folder. */
    public static Comparison read(Path file) {
        return new ComparisonReader(file).comparison(JsonFile.read(file));
    }

    private Comparison comparison(JsonNode root) {
        if (!root.isObject()) {
            problems.add("(the whole file)   must be an object: { \"name\": ..., \"base\": ..., \"methods\": ... }");
            throw refused();
        }
        FileKind.requireComparison(file, root);
        root.fieldNames().forEachRemaining(this::requireKnown);
        String name = text(root, "name").orElse("");
        if (!name.isEmpty() && lacksPlainName(name)) {
            reject("name", root.path("name"), PLAIN_NAME);
        }
        Path base = base(text(root, "base").orElse(""));
        List<String> common = overrides("set", root.path("set"));
        List<Variant> settings = variants("settings", root.path("settings"));
        List<Variant> methods = withControls(variants("methods", root.path("methods")));
        List.of(LOCAL, FEDAVG)
                .forEach(
                        control -> requireStrategy(control, root.path("methods").path(control)));
        List<Long> seeds = seeds("seeds", root.path("seeds"));
        String reference = reference(root, methods);
        requireBoundedSize(settings, methods, seeds);
        Tuning tuning = root.has("tune") ? tuning(root.path("tune"), methods, seeds) : Tuning.NONE;
        Comparison comparison = new Comparison(
                file,
                name,
                base,
                common,
                settings.isEmpty() ? List.of(new Variant(Comparison.ONLY_SETTING, List.of())) : settings,
                methods,
                seeds,
                reference,
                tuning);
        if (!problems.isEmpty()) {
            if (root.path("reference").isTextual()) {
                comparison.problemOfReference().ifPresent(problems::add);
            }
            throw refused();
        }
        return comparison; // the plan reports a wrong reference together with the problems of runs
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

    private void requireBoundedSize(List<Variant> settings, List<Variant> methods, List<Long> seeds) {
        long runs = Math.max(1L, settings.size()) * methods.size() * seeds.size();
        if (settings.size() > MAX_VARIANTS || methods.size() > MAX_VARIANTS || runs > MAX_RUNS) {
            problems.add(("%d settings, %d methods and %d seeds are %d runs; at most %d of the first two and "
                            + "%d runs are allowed")
                    .formatted(settings.size(), methods.size(), seeds.size(), runs, MAX_VARIANTS, MAX_RUNS));
            throw refused();
        }
    }

    private void reject(String path, JsonNode found, String expected) {
        problems.add(
                "%s%s   %s".formatted(path, found.isMissingNode() ? " (missing)" : " = " + shown(found), expected));
    }

    /** Returns a value as JSON, cut if it is long. */
    static String shown(JsonNode value) {
        return shortened(value.toString());
    }

    /** Returns a text, cut if it is long. */
    static String shortened(String text) {
        return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "...";
    }

    private ExeuntException refused() {
        if (problems.size() > MAX_PROBLEMS) {
            int more = problems.size() - MAX_PROBLEMS;
            problems.subList(MAX_PROBLEMS, problems.size()).clear();
            problems.add("%d more problems are not listed".formatted(more));
        }
        return new ExeuntException(
                CompareErrors.PROBLEMS,
                "%s has %s:\n  %s"
                        .formatted(file, Figures.count(problems.size(), "problem"), String.join("\n  ", problems)));
    }

    private void requireKnown(String key) {
        if (!KEYS.contains(key)) {
            String meant = NearMiss.hint(key, KEYS);
            problems.add("%s   unknown key of a comparison%s; known keys: %s"
                    .formatted(key, meant, String.join(", ", KEYS)));
        }
    }

    private Optional<String> text(JsonNode root, String key) {
        JsonNode value = root.path(key);
        if (!value.isTextual() || value.textValue().isBlank()) {
            reject(key, value, "must be a string that is not blank");
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    private Tuning tuning(JsonNode tune, List<Variant> methods, List<Long> compared) {
        tune.fieldNames().forEachRemaining(key -> {
            if (!List.of("seeds", "grids").contains(key)) {
                problems.add("tune.%s   unknown key; known keys: seeds, grids".formatted(key));
            }
        });
        List<Long> seeds = seeds("tune.seeds", tune.path("seeds"));
        if (seeds.stream().anyMatch(compared::contains)) {
            reject(
                    "tune.seeds",
                    tune.path("seeds"),
                    "must have no seed in common with seeds, so that the reported runs do not affect the choice");
        }
        List<String> names = methods.stream().map(Variant::name).toList();
        Map<String, List<Candidate>> candidates = new LinkedHashMap<>();
        if (!tune.path("grids").isObject() || tune.path("grids").isEmpty()) {
            problems.add("tune.grids   must be an object that maps methods to keys and the values to try, "
                    + "such as { \"ditto\": { \"strategy.lambda\": [0.1, 1] } }");
        }
        for (Map.Entry<String, JsonNode> grid : tune.path("grids").properties()) {
            String path = "tune.grids." + grid.getKey();
            if (!names.contains(grid.getKey())) {
                problems.add("%s   is not a method of this comparison; methods: %s"
                        .formatted(path, String.join(", ", names)));
            }
            if (!grid.getValue().isObject() || grid.getValue().isEmpty()) {
                reject(path, grid.getValue(), "must be an object that maps keys to the values to try");
            }
            Map<String, List<String>> values = new LinkedHashMap<>();
            long candidatesOfMethod = 1;
            for (Map.Entry<String, JsonNode> key : grid.getValue().properties()) {
                requireOpen(path, key.getKey());
                if (!key.getValue().isArray() || key.getValue().isEmpty()) {
                    reject(path + "." + key.getKey(), key.getValue(), "must be a list of values");
                }
                List<String> tried = new ArrayList<>();
                key.getValue().forEach(value -> tried.add(value.toString()));
                if (new HashSet<>(tried).size() < tried.size()) {
                    reject(path + "." + key.getKey(), key.getValue(), "must be a list of different values");
                }
                values.put(key.getKey(), tried);
                candidatesOfMethod = Math.min(candidatesOfMethod, MAX_CANDIDATES + 1) * Math.max(1, tried.size());
            }
            if (candidatesOfMethod * Math.max(1, seeds.size()) > MAX_CANDIDATES) {
                problems.add(
                        "%s   has more than %d combinations of values and tune.seeds".formatted(path, MAX_CANDIDATES));
            } else {
                candidates.put(grid.getKey(), Tuning.grid(values));
            }
        }
        return new Tuning(seeds, candidates);
    }

    private List<Long> seeds(String key, JsonNode value) {
        List<Long> seeds = new ArrayList<>();
        value.forEach(seed -> {
            if (seed.isIntegralNumber() && seed.canConvertToLong()) {
                seeds.add(seed.longValue());
            }
        });
        if (!value.isArray()
                || seeds.isEmpty()
                || seeds.size() != value.size()
                || new HashSet<>(seeds).size() != seeds.size()) {
            reject(key, value, "must be a list of different whole numbers, at least one");
        }
        return seeds;
    }

    private List<Variant> variants(String key, JsonNode value) {
        List<Variant> variants = new ArrayList<>();
        if (!value.isMissingNode() && !value.isObject()) {
            reject(key, value, "must be an object that maps names to keys of a run configuration");
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            String name = entry.getKey();
            if (lacksPlainName(name)) {
                problems.add("%s.%s   %s".formatted(key, name, PLAIN_NAME));
            }
            variants.add(new Variant(name, overrides(key + "." + name, entry.getValue())));
        }
        return variants;
    }

    /** Returns whether nothing of a name would be left in the names of runs and folders. */
    private static boolean lacksPlainName(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").isEmpty();
    }

    /** Returns overrides; a string in place of a method's object is the id of its strategy. */
    private List<String> overrides(String path, JsonNode value) {
        if (value.isMissingNode()) {
            return List.of();
        }
        if (value.isTextual() && path.startsWith("methods.")) {
            return List.of("strategy=" + value);
        }
        if (!value.isObject()) {
            reject(
                    path,
                    value,
                    "must be an object of keys of a run configuration, such as { \"training.rounds\": 10 }");
            return List.of();
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

    /** Adds the controls, which every comparison contains. */
    private static List<Variant> withControls(List<Variant> named) {
        List<Variant> methods = new ArrayList<>();
        for (String control : List.of(LOCAL, FEDAVG)) {
            if (named.stream().noneMatch(method -> method.name().equals(control))) {
                methods.add(new Variant(control, List.of(strategy(control))));
            }
        }
        methods.addAll(named);
        methods.replaceAll(ComparisonReader::withoutAggregation);
        return methods;
    }

    /** Removes from local training what it refuses, because it aggregates nothing, and the others may share. */
    private static Variant withoutAggregation(Variant method) {
        if (!method.overrides().contains(strategy(LOCAL))) {
            return method;
        }
        List<String> overrides = new ArrayList<>(List.of("training.aggregator=null", "training.server-optimizer=null"));
        overrides.addAll(method.overrides());
        return new Variant(method.name(), overrides);
    }

    private static String strategy(String id) {
        return "strategy=\"" + id + "\"";
    }

    private String reference(JsonNode root, List<Variant> methods) {
        List<String> names = methods.stream().map(Variant::name).toList();
        JsonNode value = root.path("reference");
        if (value.isMissingNode()) {
            return names.get(names.size() - 1);
        }
        if (!value.isTextual()) {
            reject("reference", value, "must be the name of a method");
        }
        return value.asText();
    }
}
