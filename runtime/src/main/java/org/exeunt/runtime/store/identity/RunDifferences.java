package org.exeunt.runtime.store.identity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.config.run.ResolvedConfig;

/** Lists the differences between two runs of the same name: keys of the configuration, code and files. */
public final class RunDifferences {
    private static final String DATA_FILE = "data file ";

    private static final String GENERATED_DATA = "generated data ";

    /** What subjects of plugins, and of Exeunt itself, start with. */
    public static final String VERSION = "version of ";

    private static final String ABSENT = "(none)";

    private RunDifferences() {}

    /**
     * One difference.
     *
     * @param subject a key, a plugin or a file
     * @param then its value in the first run
     * @param now its value in the second run
     */
    public record Difference(String subject, String then, String now) {
        /** Returns what the difference affects. Other versions of the same plugins affect nothing but the record. */
        public Affects affects() {
            return subject.startsWith(VERSION)
                    ? Affects.RECORD
                    : ofFile() ? Affects.DATA : ResolvedConfig.affects(subject);
        }

        /** Returns whether files of the data set, or generated data, differ. */
        public boolean ofFile() {
            return subject.startsWith(DATA_FILE) || ofGeneratedData();
        }

        /** Returns whether data differ that may depend on the seed. */
        public boolean ofGeneratedData() {
            return subject.startsWith(GENERATED_DATA);
        }

        @Override
        public String toString() {
            return "%s: %s → %s".formatted(subject, then, now);
        }
    }

    /**
     * Returns the differences: keys of the configuration, then code, then files.
     *
     * @throws RuntimeException if a configuration is not one that a run writes
     */
    public static List<Difference> between(RunInputs then, RunInputs now) {
        List<Difference> all = new ArrayList<>(between(
                new ResolvedConfig(then.configuration()).values(), new ResolvedConfig(now.configuration()).values()));
        all.addAll(between(then.provenance(), now.provenance()));
        return all;
    }

    /** Returns the differences in code, then in files; plugins that only one run uses are not among them. */
    public static List<Difference> between(Provenance then, Provenance now) {
        List<Difference> all = new ArrayList<>(ofCode(then.code(), now.code()));
        all.addAll(between(files(then), files(now)));
        all.addAll(between(optionFiles(then), optionFiles(now)));
        return all;
    }

    /** Returns the differences between two maps, sorted by key; a map without a key has the value {@value #ABSENT}. */
    public static List<Difference> between(Map<String, String> then, Map<String, String> now) {
        SortedSet<String> keys = new TreeSet<>(then.keySet());
        keys.addAll(now.keySet());
        return keys.stream()
                .map(key -> new Difference(key, then.getOrDefault(key, ABSENT), now.getOrDefault(key, ABSENT)))
                .filter(each -> !each.then().equals(each.now()))
                .toList();
    }

    /** Returns the differences in the code of what both lists contain. */
    static List<Difference> ofCode(List<CodeVersion> then, List<CodeVersion> now) {
        return then.stream()
                .flatMap(before -> now.stream()
                        .filter(after -> after.name().equals(before.name())
                                && !after.identity().equals(before.identity()))
                        .map(after -> new Difference(
                                VERSION + before.name(),
                                before.version(),
                                (after.version().equals(before.version()) ? "other code of " : "") + after.version())))
                .distinct() // a plugin may be used twice
                .sorted(Comparator.comparing(Difference::subject))
                .toList();
    }

    private static Map<String, String> files(Provenance provenance) {
        String kind = isGenerated(provenance) ? GENERATED_DATA : DATA_FILE;
        return byName(provenance.data(), file -> kind + file.name(), file -> "%d records, SHA-256 %.12s…"
                .formatted(file.records(), file.sha256()));
    }

    private static boolean isGenerated(Provenance provenance) {
        String source = DatasetSource.class.getSimpleName();
        return provenance.data().size() == 1
                && provenance.code().stream()
                        .map(CodeVersion::name)
                        .anyMatch(CodeVersion.name(
                                source, provenance.data().get(0).name())::equals);
    }

    private static Map<String, String> optionFiles(Provenance provenance) {
        return byName(
                provenance.optionFiles(),
                // as a key of the section, whose effect the file has
                Provenance.OptionFile::key,
                file -> "SHA-256 %.12s…".formatted(file.sha256()));
    }

    private static <T> Map<String, String> byName(
            List<T> files, Function<T, String> name, Function<T, String> description) {
        return files.stream()
                .collect(Collectors.toMap(name, description, (one, other) -> one + "; " + other, TreeMap::new));
    }
}
