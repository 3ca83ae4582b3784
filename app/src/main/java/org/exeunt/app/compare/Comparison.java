package org.exeunt.app.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.run.ComparisonFile;
import org.exeunt.config.run.RunConfig;

/**
 * A comparison as described by one file: every method on every setting with every seed.
 *
 * @param source the file; {@code base} is relative to it
 * @param name of the comparison
 * @param base configuration of a run
 * @param common overrides of all runs
 * @param settings such as data sets or partitions, in the order of the report, each with overrides of the base
 *     configuration; one without overrides, {@code default}, if the file names none
 * @param methods in the order of the report, each with overrides
 * @param seeds with which every method runs on every setting, so that runs can be paired
 * @param reference the method that all others are tested against
 * @param tuning of methods before they are compared
 */
public record Comparison(
        Path source,
        String name,
        Path base,
        List<String> common,
        Map<String, List<String>> settings,
        Map<String, List<String>> methods,
        List<Long> seeds,
        String reference,
        Tuning tuning) {
    /** The name of the setting if the file names none. */
    public static final String ONLY_SETTING = "default";

    public Comparison {
        common = List.copyOf(common);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
        seeds = List.copyOf(seeds);
    }

    /**
     * Reads the file of a comparison; paths in it are relative to its folder. {@link Planner} checks the runs that it
     * describes.
     *
     * @throws ExeuntException as {@link ComparisonFile#read} does
     */
    public static Comparison read(Path file) {
        ComparisonFile written = ComparisonFile.read(file);
        Map<String, List<String>> settings = new LinkedHashMap<>();
        written.settings().forEach((setting, keys) -> settings.put(setting, ComparisonFile.overrides(keys)));
        settings.putAll(settings.isEmpty() ? Map.of(ONLY_SETTING, List.of()) : Map.of());
        Map<String, List<String>> methods = written.withControls();
        List<String> names = List.copyOf(methods.keySet());
        return new Comparison(
                file,
                written.name(),
                file.toAbsolutePath().getParent().resolve(written.base()),
                ComparisonFile.overrides(written.set()),
                settings,
                methods,
                written.seeds(),
                written.reference().orElse(names.get(names.size() - 1)),
                written.tune().map(Tuning::of).orElse(Tuning.NONE));
    }

    /** Returns a comparison of runs that no file describes; the first method is the reference. */
    public static Comparison withoutFile(
            String name, List<String> settings, List<String> methods, Collection<Long> seeds) {
        return new Comparison(
                Path.of(""),
                name,
                Path.of(""),
                List.of(),
                withoutOverrides(settings),
                withoutOverrides(methods),
                List.copyOf(seeds),
                methods.get(0),
                Tuning.NONE);
    }

    private static Map<String, List<String>> withoutOverrides(List<String> names) {
        Map<String, List<String>> overrides = new LinkedHashMap<>();
        names.forEach(name -> overrides.put(name, List.of()));
        return overrides;
    }

    /** Returns the comparison with more overrides of all runs; they take precedence only over {@code common}. */
    public Comparison with(List<String> overrides) {
        List<String> more = new ArrayList<>(common);
        more.addAll(overrides);
        return new Comparison(source, name, base, more, settings, methods, seeds, reference, tuning);
    }

    /**
     * Returns the comparison with another reference.
     *
     * @throws ExeuntException CONFIG-60 if there is no such method
     */
    public Comparison withReference(String method) {
        if (!methods.containsKey(method)) {
            throw new ExeuntException(
                    Errors.CONFIG_60,
                    "The reference is '%s', but %s compares the methods %s; name one of these."
                            .formatted(
                                    method,
                                    source.toString().isEmpty() ? name : source,
                                    String.join(", ", methods.keySet())));
        }
        return new Comparison(source, name, base, common, settings, methods, seeds, method, tuning);
    }

    /** Returns the name as a folder name without path separators or leading dots. */
    public String folder() {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^\\.+", "");
        return plain.isEmpty() ? "comparison" : plain;
    }

    /** Returns the runs by which methods are tuned, setting by setting; empty if no method is tuned. */
    public List<ExperimentRun> tuningRuns() {
        return runs(
                tuning.seeds(),
                (setting, method) -> tuning.candidates().getOrDefault(method, List.of()),
                candidate -> "-tune-" + Tuning.mark(candidate));
    }

    /**
     * Returns all runs of the comparison itself, setting by setting and seed by seed, so that early results cover all
     * methods.
     *
     * @param choices results of tuning; a tuned method without one is omitted
     */
    public List<ExperimentRun> runs(List<TuningResult> choices) {
        return runs(
                seeds,
                (setting, method) -> tuning.candidates().containsKey(method)
                        ? choices.stream()
                                .filter(choice -> choice.setting().equals(setting)
                                        && choice.method().equals(method))
                                .map(TuningResult::chosen)
                                .toList()
                        : List.of(List.of()),
                candidate -> "");
    }

    private List<ExperimentRun> runs(
            List<Long> seeds,
            BiFunction<String, String, List<List<String>>> candidates,
            Function<List<String>, String> mark) {
        List<ExperimentRun> runs = new ArrayList<>();
        for (String setting : settings.keySet()) {
            for (long seed : seeds) {
                for (String method : methods.keySet()) {
                    for (List<String> candidate : candidates.apply(setting, method)) {
                        runs.add(experimentRun(setting, method, seed, candidate, mark.apply(candidate)));
                    }
                }
            }
        }
        return runs;
    }

    /** Precedence of overrides, highest first: candidate, method, setting, common. */
    private ExperimentRun experimentRun(String setting, String method, long seed, List<String> candidate, String mark) {
        Map<String, List<String>> overrides = new LinkedHashMap<>();
        overrides.put("set", common);
        overrides.put("settings." + setting, settings.get(setting));
        overrides.put("methods." + method, methods.get(method));
        overrides.put("tune.grids." + method, candidate);
        // not by the number of settings: finished runs keep their names if one is added
        String part = setting.equals(ONLY_SETTING) ? "" : "-" + slug(setting);
        String run = slug(name) + part + "-" + slug(method) + mark;
        overrides.put("comparison", List.of("seed=" + seed, "name=\"" + shortened(run, "-" + seed) + "\""));
        return new ExperimentRun(setting, method, seed, candidate, overrides);
    }

    /** Returns a name for a run; the end of a long one is replaced by a hash, because names have a maximum length. */
    private static String shortened(String name, String seed) {
        int length = RunConfig.MAX_NAME_LENGTH - seed.length();
        String hash = "-%08x".formatted(name.hashCode());
        return (name.length() <= length ? name : name.substring(0, length - hash.length()) + hash) + seed;
    }

    private static String slug(String name) {
        return name.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+|-+$", "");
    }
}
