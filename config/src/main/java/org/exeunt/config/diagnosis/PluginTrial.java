package org.exeunt.config.diagnosis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.exeunt.config.plugins.PluginPrecaution;

/**
 * Loads third-party plugins in a separate process first, so that a plugin that exits or hangs does not affect this one.
 * Plugins in packages of {@code org.exeunt} are not tried; their tests load them.
 *
 * @param classPath class path of the plugins
 * @param timeout maximum time per plugin
 */
public record PluginTrial(String classPath, Duration timeout) implements PluginPrecaution {
    private static final String OWN_PACKAGE = "org.exeunt.";
    private static final Duration MAX_START_TIME = Duration.ofSeconds(60);
    private static final int POLL_MILLISECONDS = 20;

    /** Returns whether a plugin class is third-party and therefore tried. */
    public static boolean concerns(String name) {
        return !name.startsWith(OWN_PACKAGE);
    }

    @Override
    public Map<String, String> refusals(Collection<String> names) {
        return run(TrialProcess.Purpose.LOAD, names, List.of(), (name, finding) -> {});
    }

    /**
     * Examines third-party plugins.
     *
     * @param names class names of plugins
     * @param excluded class names of plugins that must not be loaded
     * @return findings by class name, with an entry for each third-party plugin
     */
    public Map<String, List<RuleViolation>> findings(Collection<String> names, Collection<String> excluded) {
        Map<String, List<RuleViolation>> findings = new LinkedHashMap<>();
        names.stream().filter(PluginTrial::concerns).forEach(name -> findings.put(name, new ArrayList<>()));
        run(TrialProcess.Purpose.EXAMINE, names, excluded, (name, finding) -> findings.get(name)
                        .add(finding))
                .forEach((name, reason) ->
                        findings.get(name).add(new RuleViolation("P7", "during its examination " + reason)));
        return findings;
    }

    /**
     * Tries plugins and returns the reasons of failures by class name. A failure ends the process, and a new one tries
     * the rest.
     */
    private Map<String, String> run(
            TrialProcess.Purpose purpose,
            Collection<String> names,
            Collection<String> excluded,
            BiConsumer<String, RuleViolation> findings) {
        Map<String, String> failures = new LinkedHashMap<>();
        List<String> waiting =
                new ArrayList<>(names.stream().filter(PluginTrial::concerns).toList());
        while (!waiting.isEmpty()) {
            Outcome outcome = run(purpose, waiting, excluded);
            if (!outcome.lines().contains(TrialProcess.STARTED)
                    || outcome.lines().contains(TrialProcess.FAILED)) {
                return failures; // the process did not start or failed by itself: no plugin is at fault
            }
            for (String line : outcome.lines()) {
                String[] parts = line.split("\t", 4);
                if (parts[0].equals(TrialProcess.FINDING) && parts.length == 4) {
                    findings.accept(parts[1], new RuleViolation(parts[2], parts[3]));
                } else if (parts[0].equals(TrialProcess.PASSED) && parts.length == 2) {
                    waiting.remove(parts[1]);
                }
            }
            if (!waiting.isEmpty()) {
                failures.put(waiting.remove(0), outcome.reason());
            }
        }
        return failures;
    }

    /** Output of a process, and the reason of its end if a plugin ended it. */
    private record Outcome(List<String> lines, String reason) {}

    private Outcome run(TrialProcess.Purpose purpose, List<String> names, Collection<String> excluded) {
        try {
            Path out = Files.createTempFile("exeunt-trial", ".txt");
            try {
                Process process = new ProcessBuilder(command(purpose, names, excluded))
                        .redirectOutput(out.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                process.getOutputStream().close();
                String reason = reason(process, out);
                return new Outcome(
                        Files.readString(out, StandardCharsets.UTF_8).lines().toList(), reason);
            } finally {
                Files.delete(out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(List.of(), "");
        } catch (IOException | UncheckedIOException e) {
            return new Outcome(List.of(), "");
        }
    }

    private List<String> command(TrialProcess.Purpose purpose, List<String> names, Collection<String> excluded) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                classPath,
                TrialProcess.class.getName(),
                purpose.name()));
        command.addAll(names);
        command.add("--");
        command.addAll(excluded);
        return command;
    }

    /** Waits until the process ends, or kills it if it writes nothing for too long; returns the reason. */
    private String reason(Process process, Path out) throws IOException, InterruptedException {
        long written = 0;
        long quiet = 0; // sum of the polls, which excludes time in which this machine was suspended
        try {
            while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                long size = Files.size(out);
                quiet = size > written ? 0 : quiet + POLL_MILLISECONDS;
                written = size;
                if (quiet > (written == 0 ? MAX_START_TIME : timeout).toMillis()) {
                    return "it does not return within %d s".formatted(timeout.toSeconds());
                }
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return process.exitValue() == TrialProcess.OUT_OF_MEMORY
                ? "it uses all memory"
                : "it ends the process with status " + process.exitValue();
    }
}
