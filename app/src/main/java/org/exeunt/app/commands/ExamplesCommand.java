package org.exeunt.app.commands;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.NewFileArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.examples.Example;
import org.exeunt.app.runs.NextSteps;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.ShellText;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.runtime.store.files.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt examples}: lists and copies the example configurations. */
@Command(
        name = "examples",
        mixinStandardHelpOptions = true,
        footer = "exeunt examples list",
        description = "Lists and copies the example configurations that come with Exeunt.")
final class ExamplesCommand {
    private static final ErrorCode UNKNOWN = ErrorCategory.CONFIG.code(14);

    private final Terminal terminal;

    ExamplesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One example as JSON. */
    private record Row(String name, String sentence, String time, String dataset, boolean comparison) {
        static Row of(Example example) {
            return new Row(
                    example.name(),
                    example.sentence(),
                    example.time(),
                    example.dataset(),
                    example.base().isPresent());
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            footer = "exeunt examples list",
            description = "Lists the examples: what each shows, and how long it takes on two cores.")
    int list(@Option(names = "--json", description = "Print JSON.") boolean json) {
        List<Row> rows = Example.all().stream().map(Row::of).toList();
        if (json) {
            terminal.json(rows);
            return 0;
        }
        Table table = Table.texts(4, "name", "time", "data set", "shows");
        rows.forEach(row -> table.row(List.of(row.name(), row.time(), row.dataset(), row.sentence())));
        terminal.lines(ConsoleTable.lines(table));
        return 0;
    }

    @Command(
            name = "copy",
            mixinStandardHelpOptions = true,
            footer = "exeunt examples copy quickstart",
            description = "Copies an example to the working directory, with a comparison the configuration that it is"
                    + " based on, and with an example of own data these data.")
    int copy(
            @Parameters(paramLabel = "EXAMPLE", description = "Such as quickstart; see 'exeunt examples list'.")
                    String name,
            @Mixin NewFileArgument output) {
        Example example = find(name);
        Optional<Path> data = example.data()
                .map(path -> output.require(fileName(example)).resolveSibling(path.replaceFirst(".*/", "")));
        String text = data.map(path ->
                        example.text().replace("examples/" + example.data().orElseThrow(), inJson(path)))
                .orElseGet(example::text);
        Path file = output.write(fileName(example), text);
        terminal.out().println(file);
        data.ifPresent(path -> copyOnce(path, () -> example.copyData(path)));
        example.base().ifPresent(base -> {
            Path target = file.resolveSibling(fileName(base));
            copyOnce(target, () -> AtomicFile.write(target, base.text()));
        });
        if (data.isEmpty() && !example.dataset().equals("shapes")) {
            terminal.note("its data: %s datasets fetch %s".formatted(NextSteps.program(), example.dataset()));
        }
        terminal.note("next: %s %s %s"
                .formatted(
                        NextSteps.program(),
                        example.base().isPresent() ? "compare run" : "run",
                        ShellText.quoted(file)));
        return 0;
    }

    private void copyOnce(Path target, Runnable copy) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            terminal.note("kept as it is: " + target);
        } else {
            copy.run();
            terminal.out().println(target);
        }
    }

    private static String inJson(Path path) {
        return String.valueOf(
                JsonStringEncoder.getInstance().quoteAsString(path.toString().replace(File.separatorChar, '/')));
    }

    private static String fileName(Example example) {
        return example.file().replaceFirst(".*/", "");
    }

    private static Example find(String name) {
        String wanted = name.replaceFirst("\\.json$", "");
        List<Example> all = Example.all();
        List<String> names = all.stream().map(Example::name).toList();
        List<String> fileNames = all.stream()
                .map(each -> fileName(each).replaceFirst("\\.json$", ""))
                .toList();
        return all.stream()
                .filter(each -> each.name().equals(wanted) || fileName(each).equals(wanted + ".json"))
                .findFirst()
                .orElseThrow(() -> new ExeuntException(
                        UNKNOWN,
                        "There is no example '%s'%s Examples: %s."
                                .formatted(name, NearMiss.ending(wanted, fileNames), String.join(", ", names))));
    }
}
