package org.exeunt.app.commands;

import java.nio.file.Path;
import org.exeunt.app.arguments.OutputPath;
import org.exeunt.app.arguments.RunArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.RunReport;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.store.files.OwnFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt report}: writes the page of a finished run. */
@Command(
        name = "report",
        footer = "exeunt report latest",
        description = "Writes the page of a finished run, report.html in its directory, again.")
final class ReportCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    private RunArgument argument;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to write; an existing one is replaced (default: report.html of the run).")
    private Path file;

    ReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        FinishedRun run = argument.open();
        if (file == null) {
            OwnFiles.requireFolder(run.directory()); // the target of a link belongs to the user
        } else {
            OutputPath.requireOutsideRuns("--output", file);
            OutputPath.createParent(file);
        }
        Path page = file == null ? RunReport.page(run.directory()) : file;
        RunReport.write(run, page, Plugins.registry(terminal, run), terminal.status(), terminal::note);
        terminal.out().println(page);
    }
}
