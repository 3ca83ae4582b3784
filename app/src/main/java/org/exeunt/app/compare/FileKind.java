package org.exeunt.app.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.JsonFile;
import org.exeunt.config.Problem;

/**
 * Distinguishes files of runs and of comparisons, so that a mix-up is reported in one sentence instead of as a list of
 * unknown keys.
 */
public final class FileKind {
    private static final List<String> OF_COMPARISONS = List.of("base", "methods");
    private static final List<String> OF_RUNS = List.of("dataset", "partition", "network", "strategy", "training");

    private FileKind() {}

    /** Returns whether a file is a comparison. */
    public static boolean isComparison(Path file) {
        JsonNode root = JsonFile.read(file);
        return OF_COMPARISONS.stream().allMatch(root::has);
    }

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
                    Errors.CONFIG_08,
                    "%1$s describes a comparison, not one run: use 'exeunt compare run %1$s'.".formatted(file));
        }
    }

    /** Requires that a file is not the configuration of a run. */
    static void requireComparison(Path file, JsonNode root) {
        if (OF_COMPARISONS.stream().noneMatch(root::has) && OF_RUNS.stream().anyMatch(root::has)) {
            throw new ExeuntException(
                    Errors.CONFIG_08,
                    ("%1$s describes one run, not a comparison: use 'exeunt run %1$s'. The key 'base' of "
                                    + "a comparison names such a file.")
                            .formatted(file));
        }
    }
}
