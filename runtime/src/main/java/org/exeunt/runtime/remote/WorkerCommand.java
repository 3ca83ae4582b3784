package org.exeunt.runtime.remote;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.ClientRunner;

/**
 * Starts worker processes with the Java, options, class path, environment and working directory of this process. The
 * class path is in the environment, so that it and the options each have the length that the system permits: 32,767
 * characters on Windows, 128 KiB on Linux.
 */
final class WorkerCommand implements Function<ClientRunner, Process> {
    private static final ErrorCode NOT_STARTED = ErrorCategory.RESOURCE.code(32);

    /** Options that two processes cannot share, as a port or a file, or that print to standard output. */
    private static final String UNSHARED =
            "-agentlib:.*|-agentpath:.*|-javaagent:.*|-Xrunjdwp.*|-Dcom\\.sun\\.management\\..*"
                    + "|-XX:StartFlightRecording.*|-Xlog.*|-verbose.*|-XX:\\+Print.*";

    /** Variables with options, which are among the arguments of this process already. */
    private static final Set<String> OPTIONS = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    @Override
    public Process apply(ClientRunner runner) {
        ProcessBuilder builder = new ProcessBuilder(command());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(OPTIONS);
        environment.put("CLASSPATH", System.getProperty("java.class.path"));
        // as the launcher sets it: more native threads would only wait for those of other workers
        environment.putIfAbsent("OMP_NUM_THREADS", "1");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ExeuntException(
                    NOT_STARTED,
                    "A worker process cannot be started: %s. Free memory and disk space, or use '--set executor=local'."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.matches(UNSHARED)) {
                command.add(option);
            }
        }
        command.add("-XX:+ExitOnOutOfMemoryError");
        // by default warnings of the virtual machine go to standard output, which carries results
        command.add("-Xlog:disable");
        command.add("-Xlog:all=warning:stderr");
        command.add(WorkerMain.class.getName());
        return command;
    }
}
