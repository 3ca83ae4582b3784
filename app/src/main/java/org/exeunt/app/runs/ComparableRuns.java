package org.exeunt.app.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.findings.Results;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.store.identity.RunDifferences;
import org.exeunt.runtime.store.identity.RunDifferences.Difference;
import org.exeunt.runtime.store.records.RunRecorder;

/**
 * Finished runs as a comparison without a file: runs of one configuration with several seeds are one method, the first
 * run is of the reference.
 *
 * @param results of the runs
 * @param difference a sentence on the keys in which the runs differ
 */
public record ComparableRuns(Results results, String difference) {
    private static final String PARTITION_TYPE = "partition.type";
    private static final int MAX_NAME = 80;

    /**
     * A run to be compared.
     *
     * @param examples SHA-256 of its partition
     * @param partition equal for runs whose accuracies are of comparable clients
     */
    private record Compared(RunRecords records, String examples, int partition) {
        String title() {
            return records.summary().title();
        }

        long seed() {
            return records.summary().setting().seed();
        }

        String strategy() {
            return records.summary().setting().strategy();
        }

        /** Returns all differences; of partitioners of different types only that. */
        List<Difference> differences(Compared other) {
            List<Difference> all = RunDifferences.between(records.inputs(), other.records.inputs());
            boolean otherType = all.stream().anyMatch(each -> each.subject().equals(PARTITION_TYPE));
            return all.stream()
                    .filter(each -> !otherType || each.subject().equals(PARTITION_TYPE) || !isOfPartition(each))
                    .toList();
        }

        /** Returns the differences, except in how comparable clients were drawn. */
        Stream<Difference> relevant(Compared other) {
            return differences(other).stream().filter(each -> partition != other.partition || !isOfPartition(each));
        }

        boolean isPartitionedAs(Compared other) {
            return examples.equals(other.examples)
                    || differences(other).stream().noneMatch(Compared::isOfPartition);
        }

        private static boolean isOfPartition(Difference difference) {
            return difference.subject().startsWith("partition.");
        }
    }

    /**
     * Reads runs.
     *
     * @throws ExeuntException CONFIG-63 if the runs are on different data, one of them counts twice, or two methods
     *     would have one name; of category DATA if one is not finished or damaged
     */
    public static ComparableRuns of(List<Path> directories) {
        List<Compared> runs = read(directories);
        requireSameData(runs);
        Map<String, SortedMap<Long, RunRecords>> methods = methods(groups(runs));
        String setting = runs.get(0).records().summary().setting().dataset();
        TreeSet<Long> seeds = new TreeSet<>();
        methods.values().forEach(run -> seeds.addAll(run.keySet()));
        Comparison comparison =
                Comparison.withoutFile(name(runs), List.of(setting), List.copyOf(methods.keySet()), seeds);
        return new ComparableRuns(
                new Results(comparison, Map.of(setting, methods), List.of(), 0, List.of()),
                sentence(runs, seeds.size()));
    }

    /**
     * Reads runs. Partitions are comparable if they have the same configuration, and so differ only by the seed, or
     * the same examples, such as those of a run and of one that reads its {@code partition.json}; also by way of other
     * runs.
     */
    private static List<Compared> read(List<Path> directories) {
        List<Compared> runs = new ArrayList<>();
        for (Path directory : directories) {
            FinishedRun run = FinishedRun.open(directory);
            Compared read = new Compared(run.records(), run.manifest().sha256(RunRecorder.PARTITION), runs.size());
            Set<Integer> joined = runs.stream()
                    .filter(read::isPartitionedAs)
                    .map(Compared::partition)
                    .collect(Collectors.toSet());
            runs.add(read);
            runs.replaceAll(each -> joined.contains(each.partition())
                    ? new Compared(each.records(), each.examples(), read.partition())
                    : each);
        }
        return runs;
    }

    /** Returns the names and methods of the runs. */
    private static String name(List<Compared> runs) {
        Function<Function<Compared, String>, String> different =
                part -> runs.stream().map(part).distinct().collect(Collectors.joining(", "));
        String name = "%s: %s"
                .formatted(different.apply(run -> run.records().summary().name()), different.apply(Compared::strategy));
        return name.length() <= MAX_NAME
                ? name
                : "%s and %d more runs".formatted(runs.get(0).title(), runs.size() - 1);
    }

    private static void requireSameData(List<Compared> runs) {
        Compared first = runs.get(0);
        for (Compared run : runs) {
            requireSameData(first, run);
            // generated data may depend on the seed
            runs.stream()
                    .filter(each -> each.seed() == run.seed())
                    .findFirst()
                    .ifPresent(same -> requireSameData(same, run));
        }
    }

    private static void requireSameData(Compared one, Compared other) {
        boolean sameSeed = one.seed() == other.seed();
        List<Difference> data = one.relevant(other)
                .filter(each -> each.affects() == Affects.DATA && (sameSeed || !each.ofGeneratedData()))
                .toList();
        if (!data.isEmpty()) {
            throw refused(("%s and %s were evaluated on different data, so their accuracies cannot be compared:\n  %s\n"
                            + "'exeunt runs diff' shows both. A comparison file with 'settings' reports different keys"
                            + " separately; repeat the older run if a file was changed.")
                    .formatted(
                            one.title(),
                            other.title(),
                            data.stream().map(Difference::toString).collect(Collectors.joining("\n  "))));
        }
    }

    /**
     * Returns the runs by configuration, in the order given. A run with the same clients and seed as another, drawn in
     * another way, is a method of its own.
     */
    private static List<List<Compared>> groups(List<Compared> runs) {
        List<List<Compared>> groups = new ArrayList<>();
        for (Compared run : runs) {
            groups.stream()
                    .filter(group -> group.get(0).relevant(run).noneMatch(ComparableRuns::isOfMethod))
                    .filter(group -> group.stream()
                            .filter(member -> member.seed() == run.seed())
                            .allMatch(member -> member.differences(run).stream().noneMatch(ComparableRuns::isOfMethod)))
                    .findFirst()
                    .ifPresentOrElse(group -> group.add(run), () -> groups.add(new ArrayList<>(List.of(run))));
        }
        return groups;
    }

    /**
     * Returns whether a difference distinguishes methods: it affects results, is not stated with them, pairs no runs.
     */
    private static boolean isOfMethod(Difference difference) {
        return difference.affects() != Affects.RECORD
                && !difference.subject().equals("seed")
                && !difference.ofGeneratedData();
    }

    /**
     * Returns the runs of each group by its name: the strategy, with the keys that distinguish groups of one strategy,
     * and the first run if another group has the same name.
     */
    private static Map<String, SortedMap<Long, RunRecords>> methods(List<List<Compared>> groups) {
        Map<String, SortedMap<Long, RunRecords>> methods = new LinkedHashMap<>();
        for (List<Compared> group : groups) {
            Compared run = group.get(0);
            Map<String, String> values = new TreeMap<>();
            groups.stream()
                    .map(other -> other.get(0))
                    .filter(other -> other.strategy().equals(run.strategy()))
                    .forEach(other -> run.differences(other).stream()
                            .filter(ComparableRuns::isOfMethod)
                            .forEach(each -> values.put(each.subject(), " = " + each.then())));
            if (methods.containsKey(label(run, values))) {
                values.put(run.title(), "");
            }
            methods.put(label(run, values), bySeed(group));
        }
        return methods;
    }

    private static String label(Compared run, Map<String, String> values) {
        return run.strategy()
                + values.entrySet().stream()
                        .map(value -> ", " + value.getKey() + value.getValue())
                        .collect(Collectors.joining());
    }

    private static SortedMap<Long, RunRecords> bySeed(List<Compared> group) {
        SortedMap<Long, RunRecords> archives = new TreeMap<>();
        for (Compared run : group) {
            RunRecords same = archives.put(run.seed(), run.records());
            if (same != null) {
                throw refused("%s and %s have the same configuration and seed; name each run once."
                        .formatted(same.summary().title(), run.title()));
            }
        }
        return archives;
    }

    private static String sentence(List<Compared> runs, int seeds) {
        Set<String> subjects = new TreeSet<>();
        runs.forEach(run -> runs.get(0).differences(run).stream()
                .filter(each -> each.subject().startsWith(RunDifferences.VERSION) || isOfMethod(each))
                .map(Difference::subject)
                .forEach(subjects::add));
        String differ = subjects.isEmpty() ? "differ only in their seeds" : "differ in " + String.join(", ", subjects);
        return (seeds == 1 ? "The runs %s." : "The runs have %2$d seeds and %1$s.").formatted(differ, seeds);
    }

    private static ExeuntException refused(String found) {
        return new ExeuntException(Errors.CONFIG_63, found);
    }
}
