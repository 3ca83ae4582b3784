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
 * Loads plugins of others in a process of its own first, so that one that ends its process or never returns harms nobody. Plugins in packages of
 * {@code org.exeunt} are not tried: their tests have loaded them.
 *
 * @param classPath that announces them
 * @param longest how long a plugin may take
 */
public record PluginTrial(String classPath, Duration longest) implements PluginPrecaution {
    private static final String OURS = "org.exeunt.";
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final int POLL_MILLISECONDS = 20;

    /** Returns whether plugins of a class are tried. */
    public static boolean concerns(String name) {
        return !name.startsWith(OURS);
    }

    @Override
    public Map<String, String> refusals(Collection<String> names) {
        return run(TrialProcess.Purpose.LOAD, names, List.of(), (name, finding) -> {});
    }

    /**
     * Examines plugins of others.
     *
     * @param names of their classes
     * @param left classes that are not to be loaded
     * @return by name, what was found; nothing of those that are not tried
     */
    public Map<String, List<RuleViolation>> findings(Collection<String> names, Collection<String> left) {
        Map<String, List<RuleViolation>> findings = new LinkedHashMap<>();
        names.stream().filter(PluginTrial::concerns).forEach(name -> findings.put(name, new ArrayList<>()));
        run(TrialProcess.Purpose.EXAMINE, names, left, (name, finding) -> findings.get(name)
                        .add(finding))
                .forEach((name, reason) -> findings.get(name).add(new RuleViolation("P7", "while examined " + reason)));
        return findings;
    }

    /** Tries plugins and returns why some did not pass; each of these takes a process with it. */
    private Map<String, String> run(
            TrialProcess.Purpose purpose,
            Collection<String> names,
            Collection<String> left,
            BiConsumer<String, RuleViolation> findings) {
        Map<String, String> failures = new LinkedHashMap<>();
        List<String> waiting =
                new ArrayList<>(names.stream().filter(PluginTrial::concerns).toList());
        while (!waiting.isEmpty()) {
            Ended ended = end(purpose, waiting, left);
            if (!ended.lines().contains(TrialProcess.STARTED) || ended.lines().contains(TrialProcess.FAILED)) {
                return failures; // no process can be had, or it failed by itself: no plugin is to blame
            }
            for (String line : ended.lines()) {
                String[] parts = line.split("\t", 4);
                if (parts[0].equals(TrialProcess.FINDING) && parts.length == 4) {
                    findings.accept(parts[1], new RuleViolation(parts[2], parts[3]));
                } else if (parts[0].equals(TrialProcess.PASSED) && parts.length == 2) {
                    waiting.remove(parts[1]);
                }
            }
            if (!waiting.isEmpty()) {
                failures.put(waiting.remove(0), ended.reason());
            }
        }
        return failures;
    }

    /** What a process wrote, and how it ended, for a plugin that it ended with. */
    private record Ended(List<String> lines, String reason) {}

    private Ended end(TrialProcess.Purpose purpose, List<String> names, Collection<String> left) {
        try {
            Path out = Files.createTempFile("exeunt-trial", ".txt");
            try {
                Process process = new ProcessBuilder(command(purpose, names, left))
                        .redirectOutput(out.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                process.getOutputStream().close();
                String reason = reason(process, out);
                return new Ended(
                        Files.readString(out, StandardCharsets.UTF_8).lines().toList(), reason);
            } finally {
                Files.delete(out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(List.of(), "");
        } catch (IOException | UncheckedIOException e) {
            return new Ended(List.of(), "");
        }
    }

    private List<String> command(TrialProcess.Purpose purpose, List<String> names, Collection<String> left) {
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
        command.addAll(left);
        return command;
    }

    /** Waits until a process ends, or ends it once it has written nothing for too long. */
    private String reason(Process process, Path out) throws IOException, InterruptedException {
        long written = 0;
        long quiet = 0; // counted in pauses, so that time in which nobody ran is nobody's fault
        try {
            while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                long size = Files.size(out);
                quiet = size > written ? 0 : quiet + POLL_MILLISECONDS;
                written = size;
                if (quiet > (written == 0 ? LONGEST_START : longest).toMillis()) {
                    return "it does not return within %d s".formatted(longest.toSeconds());
                }
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return process.exitValue() == TrialProcess.OUT_OF_MEMORY
                ? "it uses up the memory"
                : "it ends the process, with status " + process.exitValue();
    }
}
