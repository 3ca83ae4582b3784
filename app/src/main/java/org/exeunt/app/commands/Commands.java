package org.exeunt.app.commands;

import java.util.List;
import org.exeunt.app.console.Terminal;

/** The commands of the program. */
public final class Commands {
    private Commands() {}

    /** Returns all commands, as objects for picocli, in the order of the help. */
    public static List<Object> of(Terminal terminal) {
        return List.of(
                new RunCommand(terminal),
                new DemoCommand(terminal),
                new CompareCommand(terminal),
                new RunsCommand(terminal),
                new ReportCommand(terminal),
                new VerifyCommand(terminal),
                new EvaluateCommand(terminal),
                new PredictCommand(terminal),
                new ExportCommand(terminal),
                new InitCommand(terminal),
                new ExamplesCommand(terminal),
                new PluginsCommand(terminal),
                new ConfigCommand(terminal),
                new DatasetsCommand(terminal),
                new DoctorCommand(terminal),
                new CompletionCommand(),
                new HelpCommand());
    }
}
