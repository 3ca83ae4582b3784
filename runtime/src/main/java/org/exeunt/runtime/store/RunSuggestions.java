package org.exeunt.runtime.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells whoever named a directory that is no finished run what there is instead. */
final class RunSuggestions {
    private static final int MOST_NAMED = 8;

    private RunSuggestions() {}

    /** Returns one sentence. */
    static String instead(Path directory) {
        Path run = directory.toAbsolutePath().normalize();
        Path runs = run.getParent();
        if (runs == null || !Files.isDirectory(runs)) {
            return "Name the directory of a run.";
        }
        if (Files.isDirectory(RunDirectory.partial(runs, run.getFileName().toString()))) {
            return "That run was started and not finished; 'exeunt run FILE' resumes it.";
        }
        List<String> finished = finished(runs);
        if (finished.isEmpty()) {
            return "Nor does %s hold one.".formatted(runs);
        }
        int more = finished.size() - MOST_NAMED;
        return "Finished in %s: %s%s."
                .formatted(
                        runs,
                        finished.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
                        more > 0 ? " and %d more".formatted(more) : "");
    }

    private static List<String> finished(Path runs) {
        try (Stream<Path> directories = Files.list(runs)) {
            return directories
                    .filter(each -> RunDirectory.isComplete(each))
                    .map(each -> each.getFileName().toString())
                    .filter(each -> !each.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // what is told is told beside a failure, and must not hide it
            return List.of();
        }
    }
}
