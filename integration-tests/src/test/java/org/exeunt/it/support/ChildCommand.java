package org.exeunt.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.app.Main;

/** A command in its own process, with more entries on its class path: its exit status and output. */
public record ChildCommand(int status, String out, String err) {
    /**
     * Runs a command until it exits.
     *
     * @param folder where the output is stored
     * @param plugins jars and folders of classes
     * @param environment additional environment variables
     */
    public static ChildCommand run(
            Path folder, List<Path> plugins, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = builder(plugins, environment, Main.class, arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Process process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES))
                .as("%s ends within 10 minutes", List.of(arguments))
                .isTrue();
        return new ChildCommand(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Returns a process of the class {@code main}; other parameters as of {@link #run}. */
    static ProcessBuilder builder(
            List<Path> plugins, Map<String, String> environment, Class<?> main, String... arguments) {
        String classPath = Stream.concat(
                        Stream.of(System.getProperty("java.class.path")),
                        plugins.stream().map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dstdout.encoding=UTF-8",
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }
}
