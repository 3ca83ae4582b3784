package org.exeunt.app.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Commands that use a finished run, ready to be copied to a shell. */
public final class NextSteps {
    private NextSteps() {}

    /**
     * Returns three commands for one run, or one for several.
     *
     * @param runs directories of finished runs
     * @param format returns the format of an exported model, which must exist for the network; asked only if needed
     * @param suffix more words, such as the option of the folder of the runs; starts with a space unless empty
     */
    public static List<String> of(List<Path> runs, Supplier<String> format, String suffix) {
        String program = program();
        if (runs.size() > 1) {
            return List.of("%s compare %s%s"
                    .formatted(program, runs.stream().map(NextSteps::title).collect(Collectors.joining(" ")), suffix));
        }
        Path run = runs.get(0);
        List<String> commands = Files.isDirectory(run.resolve("models"))
                ? List.of(
                        "evaluate %s --policy entropy",
                        "export %s --client 0 --format FORMAT --output client0.FORMAT".replace("FORMAT", format.get()),
                        "verify %s")
                : List.of("runs show %s", "report %s", "verify %s");
        return commands.stream()
                .map(command -> program + " " + command.formatted(title(run)) + suffix)
                .toList();
    }

    private static String title(Path run) {
        return run.getFileName().toString();
    }

    /** Returns how the launcher was called, quoted for a shell if necessary. */
    public static String program() {
        String called = System.getProperty("exeunt.command", "exeunt");
        return called.matches("[\\w./:\\\\+-]+") ? called : "'" + called.replace("'", "'\\''") + "'";
    }
}
