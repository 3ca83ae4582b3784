package org.exeunt.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.runtime.run.RunResult;

/** Files of a run directory, for comparison. Timings, statistics of the executor and the report page are excluded. */
public final class RunFiles {
    private RunFiles() {}

    /** Returns the files of a run, as {@link #of(Path)}. */
    public static Map<String, String> of(RunResult result) throws IOException {
        return of(result.directory().orElseThrow());
    }

    /**
     * Returns the content of every file except measurements and report, decoded as ISO 8859-1, by its relative path.
     */
    public static Map<String, String> of(Path directory) throws IOException {
        Map<String, String> contents = contents(directory);
        contents.keySet().removeIf(name -> name.matches("timings.csv|executor.csv|report.html"));
        return contents;
    }

    /** Returns the content of every file, decoded as ISO 8859-1, by its relative path. */
    public static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                contents.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    /** Copies a folder with all that it contains. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path file : walk.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** Returns the files of the only finished run in a folder. */
    public static Map<String, String> ofOnly(Path runs) throws IOException {
        return of(ChildRun.finished(runs).orElseThrow(() -> new AssertionError("no finished run in " + runs)));
    }

    /** Asserts that the files of two runs are equal, and include saved models. */
    public static void assertSame(Map<String, String> files, Map<String, String> expected) {
        assertThat(files.keySet()).isEqualTo(expected.keySet()).contains("summary.json", "rounds.jsonl");
        assertThat(files.keySet()).anyMatch(name -> name.startsWith("models/"));
        expected.forEach((name, content) -> assertThat(files.get(name)).as(name).isEqualTo(content));
    }
}
