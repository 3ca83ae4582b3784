package org.exeunt.app.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.app.compare.Tuning.Candidate;

/**
 * A comparison as one file describes it: every method on every setting with every seed.
 *
 * @param source the file, which {@code base} is relative to
 * @param name of the comparison
 * @param base configuration of a run
 * @param common overrides of all runs
 * @param settings data sets, partitions or whatever else; one, {@code default}, without overrides if the file names
 *     none
 * @param methods compared, in the order of the report
 * @param seeds of every method on every setting, so that runs pair up
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
    /** The name of the setting of a comparison that names none. */
    public static final String ONLY_SETTING = "default";

    public Comparison {
        common = List.copyOf(common);
        settings = List.copyOf(settings);
        methods = List.copyOf(methods);
        seeds = List.copyOf(seeds);
    }

    /** Returns the comparison with more overrides of all runs, which win over those that all have in common and over no others. */
    public Comparison with(List<String> overrides) {
        List<String> more = new ArrayList<>(common);
        more.addAll(overrides);
        return new Comparison(source, name, base, more, settings, methods, seeds, reference, tuning);
    }

    /** Returns the name as a folder can have it: no path, and none that leads upwards or is hidden. */
    public String folder() {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^\\.+", "");
        return plain.isEmpty() ? "comparison" : plain;
    }

    /** Returns the runs by which methods are tuned, setting by setting; none if no method is. */
    public List<ExperimentRun> tuningCells() {
        List<ExperimentRun> cells = new ArrayList<>();
        for (Variant setting : settings) {
            for (long seed : tuning.seeds()) {
                for (Variant method : methods) {
                    List<Candidate> candidates = tuning.candidates().getOrDefault(method.name(), List.of());
                    for (int i = 0; i < candidates.size(); i++) {
                        cells.add(cell(setting, method, seed, candidates.get(i), "tune" + (i + 1)));
                    }
                }
            }
        }
        return cells;
    }

    /**
     * Returns all cells of the comparison itself, setting by setting, seed by seed, so that early results span all methods.
     *
     * @param choices what tuning found; a tuned method without one is left out
     */
    public List<ExperimentRun> cells(List<Choice> choices) {
        List<ExperimentRun> cells = new ArrayList<>();
        for (Variant setting : settings) {
            for (long seed : seeds) {
                for (Variant method : methods) {
                    chosen(choices, setting, method)
                            .ifPresent(candidate -> cells.add(cell(setting, method, seed, candidate, "")));
                }
            }
        }
        return cells;
    }

    private Optional<Candidate> chosen(List<Choice> choices, Variant setting, Variant method) {
        if (!tuning.candidates().containsKey(method.name())) {
            return Optional.of(new Candidate(List.of()));
        }
        return choices.stream()
                .filter(choice -> choice.setting().equals(setting.name())
                        && choice.method().equals(method.name()))
                .map(Choice::chosen)
                .findFirst();
    }

    /** What comes later wins: a candidate's keys over its method's, these over its setting's, these over what all have in common. */
    private ExperimentRun cell(Variant setting, Variant method, long seed, Candidate candidate, String mark) {
        List<String> overrides = new ArrayList<>(common);
        overrides.addAll(setting.overrides());
        overrides.addAll(method.overrides());
        overrides.addAll(candidate.overrides());
        overrides.add("seed=" + seed);
        List<String> parts = new ArrayList<>(List.of(slug(name)));
        if (settings.size() > 1) {
            parts.add(slug(setting.name()));
        }
        parts.add(slug(method.name()));
        if (!mark.isEmpty()) {
            parts.add(mark);
        }
        overrides.add("name=\"" + String.join("-", parts) + "-" + seed + "\"");
        return new ExperimentRun(setting.name(), method.name(), seed, candidate, overrides);
    }

    private static String slug(String name) {
        return name.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+|-+$", "");
    }
}
