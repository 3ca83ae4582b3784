package org.exeunt.runtime.remote;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.ClientRunner;

/**
 * Starts worker processes with the Java, options, class path, environment and working directory of this process. The
 * arguments are in a file, because a class path can be longer than a command line may be.
 */
final class WorkerCommand implements Function<ClientRunner, Process>, AutoCloseable {
    private static final ErrorCode NOT_STARTED = ErrorCategory.RESOURCE.code(32);

    /** Options that two processes cannot share, as a port or a file. */
    private static final String UNSHARED =
            "-agentlib:.*|-agentpath:.*|-javaagent:.*|-Xrunjdwp.*|-Dcom\\.sun\\.management\\..*"
                    + "|-XX:StartFlightRecording.*";

    private Path arguments;

    @Override
    public synchronized Process apply(ClientRunner runner) {
        try {
            if (arguments == null) {
                arguments = Files.createTempFile("exeunt-worker", ".args");
                Files.write(arguments, lines(), Charset.forName(System.getProperty("sun.jnu.encoding")));
            }
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments);
            // as the launcher sets it: more native threads would only wait for those of other workers
            builder.environment().putIfAbsent("OMP_NUM_THREADS", "1");
            return builder.start();
        } catch (IOException e) {
            throw new ExeuntException(
                    NOT_STARTED,
                    "A worker process cannot be started: %s. Free memory and disk space, or use '--set executor=local'."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.matches(UNSHARED)) {
                lines.add(quoted(option));
            }
        }
        lines.add("-XX:+ExitOnOutOfMemoryError");
        lines.add("-cp");
        lines.add(quoted(System.getProperty("java.class.path")));
        lines.add(WorkerMain.class.getName());
        return lines;
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public synchronized void close() {
        try {
            if (arguments != null) {
                Files.deleteIfExists(arguments);
            }
        } catch (IOException e) {
            // a small temporary file remains
        }
    }
}
