package org.exeunt.app.commands;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.JsonOption;
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
import picocli.CommandLine.Parameters;

/** {@code exeunt examples}: lists and copies the example configurations. */
@Command(
        name = "examples",
        footer = "exeunt examples list",
        description = "Lists and copies the example configurations that come with Exeunt.")
record ExamplesCommand(Terminal terminal) {

    @Command(
            name = "list",
            footer = "exeunt examples list",
            description = "Lists the examples: what each shows, and how long it takes on two cores.")
    void list(@Mixin JsonOption json) {
        Table table = Table.texts(4, "name", "time", "data set", "shows");
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Example each : Example.all()) {
            table.row(List.of(each.name(), each.time(), each.dataset(), each.sentence()));
            rows.add(Map.of(
                    "name", each.name(),
                    "sentence", each.sentence(),
                    "time", each.time(),
                    "dataset", each.dataset(),
                    "comparison", each.base().isPresent()));
        }
        json.print(terminal, rows, () -> ConsoleTable.lines(table));
    }

    @Command(
            name = "copy",
            footer = "exeunt examples copy quickstart",
            description = "Copies an example to the working directory, with a comparison the configuration that it is"
                    + " based on, and with an example of own data these data.")
    void copy(
            @Parameters(paramLabel = "EXAMPLE", description = "Such as quickstart; see 'exeunt examples list'.")
                    String name,
            @Mixin NewFileArgument output) {
        Example example = find(name);
        String text = example.text();
        Optional<Path> data = example.data()
                .map(path -> output.require(fileName(example)).resolveSibling(path.replaceFirst(".*/", "")));
        if (data.isPresent()) {
            String copied = data.get().toString().replace(File.separatorChar, '/');
            text = text.replace(
                    "\"examples/%s\"".formatted(example.data().get()),
                    TextNode.valueOf(copied).toString());
        }
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
        String command = example.base().isPresent() ? "compare run" : "run";
        terminal.note("next: %s %s %s".formatted(NextSteps.program(), command, ShellText.quoted(file)));
    }

    private void copyOnce(Path target, Runnable copy) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            terminal.note("kept as it is: " + target);
        } else {
            copy.run();
            terminal.out().println(target);
        }
    }

    private static String fileName(Example example) {
        return example.file().replaceFirst(".*/", "");
    }

    /** Returns the example of a name, which may lack its folder. */
    private static Example find(String name) {
        String wanted = name.replaceFirst("\\.json$", "");
        List<Example> all = Example.all();
        List<String> names = all.stream().map(Example::name).toList();
        List<String> files =
                names.stream().map(each -> each.replaceFirst(".*/", "")).toList();
        return all.stream()
                .filter(each -> ("/" + each.name()).endsWith("/" + wanted))
                .findFirst()
                .orElseThrow(() -> new ExeuntException(
                        Errors.CONFIG_14,
                        "There is no example '%s'%s Examples: %s."
                                .formatted(name, NearMiss.ending(wanted, files), String.join(", ", names))));
    }
}
