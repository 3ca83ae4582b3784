package org.exeunt.app.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.exeunt.app.text.ShellText;
import org.exeunt.runtime.archive.FinishedRun;

/** Commands that use a finished run, ready to be copied to a shell. */
public final class NextSteps {
    private static final Pattern MODEL = Pattern.compile("models/client-(\\d{1,9})\\.safetensors");

    private NextSteps() {}

    /**
     * Returns what to do with finished runs, then a command in each line.
     *
     * @param suffix more words, such as the option of the folder of the runs; starts with a space unless empty
     */
    public static List<String> of(List<FinishedRun> runs, String suffix) {
        FinishedRun run = runs.get(0);
        String titles = runs.stream().map(each -> each.manifest().run()).collect(Collectors.joining(" "));
        if (runs.size() > 1) {
            return List.of("Next:", command("compare " + titles, suffix));
        }
        OptionalInt client = firstModel(run);
        Path page = RunReport.page(run.directory());
        return List.of(
                Files.exists(page) ? "Next: open %s in a browser, or".formatted(page) : "Next:",
                command(
                        client.isPresent()
                                ? "predict %s --client %d --input test:1".formatted(titles, client.getAsInt())
                                : "runs show " + titles,
                        suffix),
                command("compare %s ANOTHER-RUN".formatted(titles), suffix));
    }

    private static String command(String words, String suffix) {
        return "  %s %s%s".formatted(program(), words, suffix);
    }

    /** Returns the first client that has a model, as not all clients need be evaluated. */
    private static OptionalInt firstModel(FinishedRun run) {
        return run.manifest().files().keySet().stream()
                .map(MODEL::matcher)
                .filter(Matcher::matches)
                .mapToInt(name -> Integer.parseInt(name.group(1)))
                .min();
    }

    /** Returns how the launcher was called, quoted for a shell if necessary. */
    public static String program() {
        return ShellText.quoted(System.getProperty("exeunt.command", "exeunt"));
    }
}
