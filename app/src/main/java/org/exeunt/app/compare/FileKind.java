package org.exeunt.app.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.Problem;

/**
 * Distinguishes files of runs and of comparisons, so that a mix-up is reported in one sentence instead of as a list of
 * unknown keys.
 */
public final class FileKind {
    private static final List<String> OF_COMPARISONS = List.of("base", "methods");
    private static final List<String> OF_RUNS = List.of("dataset", "partition", "network", "strategy", "training");

    private static final Map<String, String> OF_DATA =
            Map.of(".csv", "csv", ".tsv", "csv", ".jsonl", "text", ".ndjson", "text", ".txt", "text", ".npy", "arrays");

    private FileKind() {}

    /**
     * Requires that a file is not a comparison.
     *
     * @param problems found when the file was read as the configuration of a run
     * @throws ExeuntException CONFIG-08 if the file is a comparison
     */
    public static void requireRun(Path file, List<Problem> problems) {
        Set<String> wrong =
                problems.stream().map(problem -> problem.path().toString()).collect(Collectors.toSet());
        if (wrong.containsAll(OF_COMPARISONS)) {
            throw new ExeuntException(
                    CompareErrors.OTHER_KIND,
                    "%1$s describes a comparison, not one run: use 'exeunt compare run %1$s'.".formatted(file));
        }
    }

    /**
     * Requires that a path is not that of data, to which a configuration leads.
     *
     * @throws ExeuntException CONFIG-08 if it is a folder or, by its ending, a file of data
     */
    public static void requireNoData(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        String dataset = Files.isDirectory(path)
                ? "image-folder"
                : OF_DATA.entrySet().stream()
                        .filter(each -> name.endsWith(each.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("");
        if (!dataset.isEmpty()) {
            throw new ExeuntException(
                    CompareErrors.OTHER_KIND,
                    ("%1$s is not a configuration, in JSON. If it has data, write a configuration by 'exeunt init "
                                    + "--dataset %2$s --data %1$s' (or another of image-folder, csv, text and arrays), "
                                    + "and name that.")
                            .formatted(path, dataset));
        }
    }

    /** Requires that a file is not the configuration of a run. */
    static void requireComparison(Path file, JsonNode root) {
        if (OF_COMPARISONS.stream().noneMatch(root::has) && OF_RUNS.stream().anyMatch(root::has)) {
            throw new ExeuntException(
                    CompareErrors.OTHER_KIND,
                    ("%1$s describes one run, not a comparison: use 'exeunt run %1$s'. The key 'base' of "
                                    + "a comparison names such a file.")
                            .formatted(file));
        }
    }
}
