package org.exeunt.app.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.compare.CompareErrors;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.Tuning;
import org.exeunt.app.compare.Variant;
import org.exeunt.app.report.Results;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.RunDifferences;
import org.exeunt.runtime.store.RunDifferences.Difference;

/**
 * Finished runs as a comparison without a file: runs of one configuration with several seeds are one method, the first
 * run is of the reference.
 *
 * @param results of the runs
 * @param difference a sentence on the keys in which the runs differ
 */
public record ComparableRuns(Results results, String difference) {
    private static final String VERSION = "version of ";
    private static final int MAX_NAME = 80;

    /** What distinguishes no method: it affects no result, is stated with the results, or pairs runs. */
    private static final Pattern NEUTRAL = Pattern.compile(VERSION
            + ".*|name|seed|(executor|trackers)(\\..*)?|client-state-storage|evaluation\\.save-models|data file .*");

    /** Keys that determine what accuracies are measured on. */
    private static final Pattern DATA = Pattern.compile("(dataset|partition)(\\..*)?");

    /**
     * Reads runs.
     *
     * @throws ExeuntException CONFIG-63 if the runs are on different data or one of them counts twice; of category DATA
     *     if one is not finished or damaged
     */
    public static ComparableRuns of(List<Path> directories) {
        List<RunArchive> runs = directories.stream().map(RunArchive::read).toList();
        requireSameData(runs);
        List<List<RunArchive>> groups = groups(runs);
        List<String> labels = labels(groups);
        Map<String, SortedMap<Long, RunArchive>> methods = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            methods.put(labels.get(i), bySeed(groups.get(i)));
        }
        String setting = runs.get(0).summary().setting().dataset();
        TreeSet<Long> seeds = new TreeSet<>();
        methods.values().forEach(run -> seeds.addAll(run.keySet()));
        Comparison comparison = new Comparison(
                Path.of(""),
                name(runs),
                Path.of(""),
                List.of(),
                List.of(new Variant(setting, List.of())),
                labels.stream().map(label -> new Variant(label, List.of())).toList(),
                List.copyOf(seeds),
                labels.get(0),
                Tuning.NONE);
        return new ComparableRuns(
                new Results(comparison, Map.of(setting, methods), List.of(), 0, Optional.empty()),
                sentence(runs, seeds.size()));
    }

    /** Returns the names and methods of the runs. */
    private static String name(List<RunArchive> runs) {
        Function<Function<RunArchive, String>, String> different =
                part -> runs.stream().map(part).distinct().collect(Collectors.joining(", "));
        String name = "%s: %s"
                .formatted(
                        different.apply(run -> run.summary().name()),
                        different.apply(run -> run.summary().setting().strategy()));
        return name.length() <= MAX_NAME ? name : "%s and %d more runs".formatted(title(runs.get(0)), runs.size() - 1);
    }

    private static void requireSameData(List<RunArchive> runs) {
        for (RunArchive run : runs) {
            List<Difference> data = differences(runs.get(0), run).stream()
                    .filter(each -> DATA.matcher(each.subject()).matches())
                    .toList();
            if (!data.isEmpty()) {
                throw refused(
                        "%s and %s were evaluated on different data, so their accuracies cannot be compared:\n  %s\n"
                                        .formatted(title(runs.get(0)), title(run), lines(data))
                                + "'exeunt runs diff' shows both; a comparison file with 'settings' reports them"
                                + " separately.");
            }
        }
    }

    /** Returns the runs by configuration, in the order given. */
    private static List<List<RunArchive>> groups(List<RunArchive> runs) {
        List<List<RunArchive>> groups = new ArrayList<>();
        for (RunArchive run : runs) {
            groups.stream()
                    .filter(group -> differences(group.get(0), run).stream().noneMatch(ComparableRuns::isOfMethod))
                    .findFirst()
                    .ifPresentOrElse(group -> group.add(run), () -> groups.add(new ArrayList<>(List.of(run))));
        }
        return groups;
    }

    private static boolean isOfMethod(Difference difference) {
        return !NEUTRAL.matcher(difference.subject()).matches();
    }

    /** Returns the strategy of each group, with the keys that distinguish groups of one strategy. */
    private static List<String> labels(List<List<RunArchive>> groups) {
        List<String> labels = new ArrayList<>();
        for (List<RunArchive> group : groups) {
            RunArchive run = group.get(0);
            String strategy = run.summary().setting().strategy();
            Map<String, String> values = new TreeMap<>();
            groups.stream()
                    .map(other -> other.get(0))
                    .filter(other -> other.summary().setting().strategy().equals(strategy))
                    .forEach(other -> differences(run, other).stream()
                            .filter(ComparableRuns::isOfMethod)
                            .forEach(each -> values.put(each.subject(), each.then())));
            labels.add(
                    values.isEmpty()
                            ? strategy
                            : strategy
                                    + values.entrySet().stream()
                                            .map(value -> value.getKey() + " = " + value.getValue())
                                            .collect(Collectors.joining(", ", ", ", "")));
        }
        return labels;
    }

    private static SortedMap<Long, RunArchive> bySeed(List<RunArchive> group) {
        SortedMap<Long, RunArchive> seeds = new TreeMap<>();
        for (RunArchive run : group) {
            RunArchive same = seeds.put(run.summary().setting().seed(), run);
            if (same != null) {
                throw refused(
                        same.summary().title().equals(run.summary().title())
                                ? "%s is given twice; name each run once.".formatted(title(run))
                                : ("%s and %s have the same configuration and seed, so one of them would count twice;"
                                                + " name one of them.")
                                        .formatted(title(same), title(run)));
            }
        }
        return seeds;
    }

    private static String sentence(List<RunArchive> runs, int seeds) {
        Set<String> subjects = new TreeSet<>();
        runs.forEach(run -> differences(runs.get(0), run).stream()
                .map(Difference::subject)
                .filter(subject ->
                        subject.startsWith(VERSION) || !NEUTRAL.matcher(subject).matches())
                .forEach(subjects::add));
        if (subjects.isEmpty()) {
            return "The runs differ in nothing but their seeds.";
        }
        return "%s in %s."
                .formatted(
                        seeds == 1 ? "The runs differ" : "The runs have %d seeds and differ".formatted(seeds),
                        String.join(", ", subjects));
    }

    private static List<Difference> differences(RunArchive one, RunArchive other) {
        return RunDifferences.between(one.inputs(), other.inputs());
    }

    private static String lines(List<Difference> differences) {
        return differences.stream().map(Difference::toString).collect(Collectors.joining("\n  "));
    }

    private static String title(RunArchive run) {
        return run.summary().title();
    }

    private static ExeuntException refused(String found) {
        return new ExeuntException(CompareErrors.NOT_COMPARABLE, found);
    }
}
