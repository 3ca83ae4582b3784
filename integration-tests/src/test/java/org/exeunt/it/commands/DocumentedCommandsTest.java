package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands in code blocks of all pages, run as written on a small run. Configurations of examples, whose runs take
 * minutes, are validated with the options of the command; {@code docs/gallery.py} runs them.
 */
@Tag("slow")
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:\\w+=\\S+ )*(?:\\./|bin/)exeunt +(.*?)( +#.*)?$");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

    /** Commands with a test of their own: of a network, a cluster, a GPU, answers, files of a reader, or a new project. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("^(COMMAND|demo|doctor|init|compare RUN|datasets fetch|runs clean|plugins new|plugins docs"
                    + "|examples copy|compare run docs).*|.*(spark|pretrained|cuda|fedper.json|pets|notes|trees|motions|partial-sharing"
                    + "|hello-plugins|examples/methods|docs/results|modalities/compare|quickstart-\\w{4} ).*");

    @TempDir
    Path folder;

    @Test
    void everyCommandRuns() throws IOException {
        Path runs = folder.resolve("runs");
        Path small = Files.writeString(
                folder.resolve("small.json"),
                Files.readString(TrainedRun.small()).replace("fedavg", "cafedistill")); // has the options of the pages
        CommandLineRun.succeeding("run %s --runs-dir %s --set name=quickstart --set seed=4", small, runs);
        Path comparison = Files.writeString(
                folder.resolve("compare.json"),
                """
                { "name": "documented", "base": "small.json", "methods": { "fedavg": "fedavg" }, "seeds": [1] }
                """);
        ImageIO.write(
                new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("cat.png").toFile());

        Map<String, Path> commands = documented();
        assertThat(commands).hasSizeGreaterThan(50);
        List<String> failures = new ArrayList<>();
        for (Map.Entry<String, Path> command : commands.entrySet()) {
            boolean compares = command.getKey().startsWith("compare");
            List<String> words = runnable(words(command.getKey()), compares ? comparison : small, runs);
            CommandLineRun done = CommandLineRun.of(words.toArray(String[]::new));
            if (done.status() != 0) {
                failures.add("%s: %s%n  as %s%n%s".formatted(command.getValue(), command.getKey(), words, done.err()));
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Returns each command that is to run, with a page that contains it. */
    private static Map<String, Path> documented() throws IOException {
        Map<String, Path> commands = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path page : files.filter(file ->
                            file.toString().endsWith(".md") && !file.toString().contains("/target/"))
                    .sorted()
                    .toList()) {
                BLOCK.matcher(Files.readString(page).replaceAll("\\\\\\n\\s*", ""))
                        .results()
                        .filter(block -> block.group(1).isEmpty())
                        .flatMap(block -> COMMAND.matcher(block.group(2)).results())
                        .map(line -> line.group(1))
                        .filter(line -> !ELSEWHERE.matcher(line).matches())
                        .forEach(line -> commands.putIfAbsent(line, ROOT.relativize(page)));
            }
        }
        return commands;
    }

    /** Returns the words of a line as a shell reads them, up to a redirection. */
    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(MatchResult::group)
                .takeWhile(word -> !word.equals(">"))
                .filter(word -> !word.equals("..."))
                .map(word -> word.contains("'") ? word.replace("'", "") : word.replace("\"", ""))
                .toList();
    }

    /** Returns a command with files and folders of this test in place of those of the page. */
    private List<String> runnable(List<String> words, Path file, Path runs) throws IOException {
        Map<String, String> ours = Map.of(
                "FILE",
                file.toString(),
                "RUN",
                "quickstart",
                "runs/NAME-HASH",
                "quickstart",
                "cat.png",
                folder.resolve("cat.png").toString());
        List<String> all = new ArrayList<>();
        for (String word : words) {
            boolean output = !all.isEmpty() && all.get(all.size() - 1).matches("--(output|save-partition)");
            Path place = output ? Files.createTempDirectory(folder, "out").resolve(word) : ROOT.resolve(word);
            all.add(output || word.startsWith("examples/") ? place.toString() : ours.getOrDefault(word, word));
        }
        boolean example = words.stream().anyMatch(word -> word.startsWith("examples/"));
        switch (words.get(0)) {
            case "run", "compare" -> {
                if (example && words.get(0).equals("run")) {
                    all.removeAll(List.of("run", "--rerun"));
                    all.addAll(0, List.of("config", "validate"));
                    return all;
                } else if (example) {
                    return List.of("compare", "plan", all.get(2), "--runs-dir", runs.toString());
                } else if (words.get(0).equals("compare") && !words.get(1).equals("plan")) {
                    all.addAll(List.of("--report", folder.resolve("report").toString()));
                }
                all.addAll(List.of("--runs-dir", runs.toString()));
            }
            case "runs", "report", "verify", "evaluate", "predict", "export" ->
                all.addAll(List.of("--runs-dir", runs.toString()));
            case "datasets" -> {
                if (words.get(1).equals("inspect")) {
                    all.addAll(List.of("--output", folder.resolve("inspect").toString()));
                }
            }
            default -> {}
        }
        return all;
    }
}
