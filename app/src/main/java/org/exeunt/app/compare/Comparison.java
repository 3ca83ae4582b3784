package org.exeunt.app.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison as one file describes it: every method on every setting with every seed.
 *
 * @param source the file, which {@code base} is relative to
 * @param name of the comparison
 * @param base configuration of a run
 * @param common overrides of all runs
 * @param settings data sets, partitions or whatever else; one without overrides if the file names none
 * @param methods compared, in the order of the report
 * @param seeds of every method on every setting, so that runs pair up
 * @param reference the method that all others are tested against
 */
public record Comparison(
        Path source,
        String name,
        Path base,
        List<String> common,
        List<Variation> settings,
        List<Variation> methods,
        List<Long> seeds,
        String reference) {
    public Comparison {
        common = List.copyOf(common);
        settings = List.copyOf(settings);
        methods = List.copyOf(methods);
        seeds = List.copyOf(seeds);
    }

    /** Returns all cells, setting by setting, seed by seed, so that early results span all methods. */
    public List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Variation setting : settings) {
            for (long seed : seeds) {
                for (Variation method : methods) {
                    cells.add(new Cell(setting.name(), method.name(), seed, overrides(setting, method, seed)));
                }
            }
        }
        return cells;
    }

    /** What comes later wins: a method's keys over its setting's, these over what all have in common. */
    private List<String> overrides(Variation setting, Variation method, long seed) {
        List<String> overrides = new ArrayList<>(common);
        overrides.addAll(setting.overrides());
        overrides.addAll(method.overrides());
        overrides.add("seed=" + seed);
        String place = settings.size() == 1 ? "" : slug(setting.name()) + "-";
        overrides.add("name=\"%s-%s%s-%d\"".formatted(slug(name), place, slug(method.name()), seed));
        return overrides;
    }

    private static String slug(String name) {
        return name.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+|-+$", "");
    }
}
