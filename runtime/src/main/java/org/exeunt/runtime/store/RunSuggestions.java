package org.exeunt.runtime.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.exeunt.api.error.ExeuntException;

/** Suggests runs if a directory contains no finished run. */
final class RunSuggestions {
    private static final int MAX_NAMED = 8;

    private RunSuggestions() {}

    /** Returns a sentence that names the finished runs next to a directory, or how to resume an unfinished one. */
    static String forMissing(Path directory) {
        Path run = directory.toAbsolutePath().normalize();
        Path runs = run.getParent();
        if (runs == null || !Files.isDirectory(runs)) {
            return "Name the directory of a run.";
        }
        if (Files.isDirectory(RunDirectory.partial(runs, run.getFileName().toString()))) {
            return "That run is not finished; 'exeunt run FILE' resumes it.";
        }
        List<String> finished = finished(runs);
        if (finished.isEmpty()) {
            return "%s contains no finished runs either.".formatted(runs);
        }
        int others = finished.size() - MAX_NAMED;
        return "Finished in %s: %s%s."
                .formatted(
                        runs,
                        finished.stream().limit(MAX_NAMED).collect(Collectors.joining(", ")),
                        others > 0 ? " and %d more".formatted(others) : "");
    }

    private static List<String> finished(Path runs) {
        try {
            return StoredRun.in(runs).stream()
                    .filter(run -> run.isComplete() && RunDirectory.isComplete(run.directory()))
                    .map(StoredRun::title)
                    .toList();
        } catch (ExeuntException e) {
            // a suggestion must not replace the error it belongs to
            return List.of();
        }
    }
}
