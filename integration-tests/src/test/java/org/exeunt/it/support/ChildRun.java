package org.exeunt.it.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.app.Main;

/** The command {@code run} in its own process, with a checkpoint after every round. */
public final class ChildRun {
    private ChildRun() {}

    /**
     * Starts the process.
     *
     * @param log file for output and errors
     * @param settings each {@code key=value}
     */
    public static Process start(Path config, Path runs, Path log, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                config.toString(),
                "--runs-dir",
                runs.toString(),
                "--checkpoint-interval",
                "0s"));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Returns the directory of an active or interrupted run. */
    public static Optional<Path> partial(Path runs) throws IOException {
        return first(runs, "\\..*\\.partial");
    }

    /** Returns the directory of a finished run. */
    public static Optional<Path> finished(Path runs) throws IOException {
        return first(runs, "[^.].*");
    }

    private static Optional<Path> first(Path runs, String name) throws IOException {
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(runs)) {
            return found.filter(path -> path.getFileName().toString().matches(name))
                    .findFirst();
        }
    }

    /** Returns the number of finished rounds of an active run. */
    public static int rounds(Path runs) throws IOException {
        Optional<Path> file =
                partial(runs).map(partial -> partial.resolve("rounds.jsonl")).filter(Files::exists);
        if (file.isEmpty()) {
            return 0;
        }
        try {
            return (int) Files.readString(file.get(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.endsWith("}"))
                    .count();
        } catch (NoSuchFileException e) {
            return 0; // the run has just finished, or was deleted
        }
    }
}
