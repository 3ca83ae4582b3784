package org.exeunt.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process with plugins on its class path that runs several commands: one start of a JVM for all. */
public final class CommandProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path log;
    private final Process process;
    private final Writer commands;
    private final BufferedReader results;

    /** Starts the process, whose standard error is stored in {@code folder}; parameters as of {@link ChildCommand}. */
    public CommandProcess(Path folder, List<Path> plugins, Map<String, String> environment) throws IOException {
        log = folder.resolve("process.txt");
        process = ChildCommand.builder(plugins, environment, CommandProcess.class)
                .redirectError(log.toFile())
                .start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        results = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs a command of the given words. */
    public CommandLineRun run(String... words) throws IOException {
        commands.write(JSON.writeValueAsString(words) + "\n");
        commands.flush();
        String result = results.readLine();
        assertThat(result).as(Files.readString(log)).isNotNull();
        return JSON.readValue(result, CommandLineRun.class);
    }

    /** Runs the commands that standard input consists of, each a line of JSON, and prints a line for each. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(JSON.writeValueAsString(CommandLineRun.of(JSON.readValue(line, String[].class))));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
