package org.exeunt.app.compare;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.compare.Tuning.Candidate;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.NearMiss;

/**
 * A comparison as described by one file: every method on every setting with every seed.
 *
 * @param source the file; {@code base} is relative to it
 * @param name of the comparison
 * @param base configuration of a run
 * @param common overrides of all runs
 * @param settings such as data sets or partitions; one without overrides, {@code default}, if the file names none
 * @param methods in the order of the report
 * @param seeds with which every method runs on every setting, so that runs can be paired
 * @param reference the method that all others are tested against
 * @param tuning of methods before they are compared
 */
public record Comparison(
        Path source,
        String name,
        Path base,
        List<String> common,
        List<Variant> settings,
        List<Variant> methods,
        List<Long> seeds,
        String reference,
        Tuning tuning) {
    /** The name of the setting if the file names none. */
    public static final String ONLY_SETTING = "default";

    public Comparison {
        common = List.copyOf(common);
        settings = List.copyOf(settings);
        methods = List.copyOf(methods);
        seeds = List.copyOf(seeds);
    }

    /** Returns a comparison of runs that no file describes; the first method is the reference. */
    public static Comparison withoutFile(
            String name, List<String> settings, List<String> methods, Collection<Long> seeds) {
        return new Comparison(
                Path.of(""),
                name,
                Path.of(""),
                List.of(),
                settings.stream().map(Comparison::withoutOverrides).toList(),
                methods.stream().map(Comparison::withoutOverrides).toList(),
                List.copyOf(seeds),
                methods.get(0),
                Tuning.NONE);
    }

    private static Variant withoutOverrides(String name) {
        return new Variant(name, List.of());
    }

    /** Returns the comparison with more overrides of all runs; they take precedence over {@code common} alone. */
    public Comparison with(List<String> overrides) {
        List<String> more = new ArrayList<>(common);
        more.addAll(overrides);
        return new Comparison(source, name, base, more, settings, methods, seeds, reference, tuning);
    }

    /** Returns what is wrong with the reference of the file; empty if it is one of the methods. */
    Optional<String> problemOfReference() {
        List<String> names = methods.stream().map(Variant::name).toList();
        return names.contains(reference)
                ? Optional.empty()
                : Optional.of("reference = %s   must be one of the methods %s%s"
                        .formatted(
                                ComparisonReader.shown(TextNode.valueOf(reference)),
                                String.join(", ", names),
                                NearMiss.hint(reference, names)));
    }

    /**
     * Returns the comparison with another reference.
     *
     * @throws ExeuntException CONFIG-60 if there is no such method
     */
    public Comparison withReference(String method) {
        List<String> names = methods.stream().map(Variant::name).toList();
        if (!names.contains(method)) {
            throw new ExeuntException(
                    CompareErrors.PROBLEMS,
                    "The reference is '%s', but %s compares the methods %s; name one of these."
                            .formatted(method, source.toString().isEmpty() ? name : source, names));
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
        List<ExperimentRun> runs = new ArrayList<>();
        for (Variant setting : settings) {
            for (long seed : tuning.seeds()) {
                for (Variant method : methods) {
                    List<Candidate> candidates = tuning.candidates().getOrDefault(method.name(), List.of());
                    for (Candidate candidate : candidates) {
                        runs.add(experimentRun(setting, method, seed, candidate, "tune-" + candidate.mark()));
                    }
                }
            }
        }
        return runs;
    }

    /**
     * Returns all runs of the comparison itself, setting by setting and seed by seed, so that early results cover all
     * methods.
     *
     * @param choices results of tuning; a tuned method without one is omitted
     */
    public List<ExperimentRun> runs(List<TuningResult> choices) {
        List<ExperimentRun> runs = new ArrayList<>();
        for (Variant setting : settings) {
            for (long seed : seeds) {
                for (Variant method : methods) {
                    chosen(choices, setting, method)
                            .ifPresent(candidate -> runs.add(experimentRun(setting, method, seed, candidate, "")));
                }
            }
        }
        return runs;
    }

    private Optional<Candidate> chosen(List<TuningResult> choices, Variant setting, Variant method) {
        if (!tuning.candidates().containsKey(method.name())) {
            return Optional.of(new Candidate(List.of()));
        }
        return choices.stream()
                .filter(choice -> choice.setting().equals(setting.name())
                        && choice.method().equals(method.name()))
                .map(TuningResult::chosen)
                .findFirst();
    }

    /** Precedence of overrides, highest first: candidate, method, setting, common. */
    private ExperimentRun experimentRun(Variant setting, Variant method, long seed, Candidate candidate, String mark) {
        List<String> overrides = new ArrayList<>(common);
        overrides.addAll(setting.overrides());
        overrides.addAll(method.overrides());
        overrides.addAll(candidate.overrides());
        overrides.add("seed=" + seed);
        List<String> parts = new ArrayList<>(List.of(slug(name)));
        // not by the number of settings: finished runs keep their names if one is added
        if (!setting.name().equals(ONLY_SETTING)) {
            parts.add(slug(setting.name()));
        }
        parts.add(slug(method.name()));
        if (!mark.isEmpty()) {
            parts.add(mark);
        }
        overrides.add("name=\"" + shortened(String.join("-", parts), "-" + seed) + "\"");
        return new ExperimentRun(setting.name(), method.name(), seed, candidate, overrides);
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
