package org.exeunt.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.runtime.store.codec.ModelFile;

/** A run that the command {@code run} has finished, with its directory. */
public record TrainedRun(CommandLineRun command, Path directory) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns a configuration that runs in seconds: 4 clients, 240 pictures of shapes, a network of width 8. */
    public static Path small() {
        try {
            return Path.of(Objects.requireNonNull(TrainedRun.class.getResource("small.json"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs {@link #small()} with overrides. */
    public static TrainedRun ofSmall(Path out, String... settings) {
        return of(small(), out, settings);
    }

    /**
     * Runs a configuration.
     *
     * @param out folder for the run directory, without other runs
     * @param settings each {@code key=value}
     */
    public static TrainedRun of(Path configuration, Path out, String... settings) {
        return of(configuration, out, List.of(), settings);
    }

    /** Runs a configuration with further options of the command. */
    public static TrainedRun of(Path configuration, Path out, List<String> options, String... settings) {
        List<String> arguments =
                new ArrayList<>(List.of("run", configuration.toString(), "--runs-dir", out.toString()));
        arguments.addAll(options);
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        CommandLineRun command = CommandLineRun.succeeding(arguments.toArray(String[]::new));
        try (Stream<Path> found = Files.list(out)) {
            List<Path> visible = found.filter(
                            path -> !path.getFileName().toString().startsWith("."))
                    .toList();
            assertThat(visible).as("runs under %s", out).hasSize(1);
            return new TrainedRun(command, visible.get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a finished run as commands do. */
    public static org.exeunt.runtime.archive.FinishedRun open(Path directory) {
        return org.exeunt.runtime.archive.FinishedRun.open(directory);
    }

    /** Returns the content of every file by its relative path. */
    public Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Returns the records of rounds, clients and exits, and the parameters of personal models. */
    public Map<String, byte[]> results() {
        Map<String, byte[]> results = files();
        results.keySet()
                .removeIf(name -> !name.startsWith("models/")
                        && !List.of("clients.csv", "exits.csv", "rounds.jsonl", "evaluations.jsonl")
                                .contains(name));
        // model files also contain the name of the run
        results.replaceAll((name, content) -> name.startsWith("models/") ? parameters(name) : content);
        return results;
    }

    private byte[] parameters(String model) {
        float[] values = ModelFile.read(directory.resolve(model)).parameters().values();
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** Returns a file of the run as JSON. */
    public JsonNode json(String file) {
        try {
            return JSON.readTree(directory.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the records of rounds in {@code rounds.jsonl}. */
    public List<JsonNode> rounds() {
        List<JsonNode> rounds = new ArrayList<>();
        for (String line : lines("rounds.jsonl")) {
            try {
                rounds.add(JSON.readTree(line));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return rounds;
    }

    /** Returns the lines of a file of the run. */
    public List<String> lines(String file) {
        try {
            return Files.readAllLines(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
