package org.exeunt.app;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.LackOfMemory;
import org.exeunt.app.commands.Commands;
import org.exeunt.app.console.ConsoleStream;
import org.exeunt.app.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** Runs one command against given streams; results go to {@code out}, progress and errors to {@code err}. */
public final class CommandLineInterface {

    private final ConsoleStream out;
    private final ConsoleStream err;
    private final Terminal terminal;

    /** Creates a command line that writes to the given streams and asks no questions. */
    public CommandLineInterface(PrintStream out, PrintStream err) {
        this(out, err, Optional.empty());
    }

    /**
     * Creates a command line that writes to the given streams.
     *
     * @param answers of the user to questions; empty to ask none
     */
    public CommandLineInterface(PrintStream out, PrintStream err, Optional<BufferedReader> answers) {
        this.out = ConsoleStream.to(out);
        this.err = ConsoleStream.to(err);
        this.terminal = new Terminal(this.out, this.err, answers);
    }

    /**
     * Runs the command that the arguments name and returns the exit status: 0, or that of the error's category. A
     * command whose results could not be written failed.
     */
    public int run(String... arguments) {
        Exeunt root = new Exeunt(terminal);
        int status = execute(root, arguments);
        if (!out.checkError()) {
            return status;
        }
        int unwritten = report(
                new ExeuntException(
                        Errors.RESOURCE_38,
                        "Standard output cannot be written, so results are missing. Check the disk or the command that"
                                + " it is redirected to."),
                root.trace);
        return status == 0 ? unwritten : status;
    }

    private int execute(Exeunt root, String... arguments) {
        try {
            return commands(root)
                    .setExecutionExceptionHandler((failure, at, parsed) -> report(failure, root.trace))
                    .execute(arguments);
        } catch (Error e) { // the handler above receives exceptions only
            return report(LackOfMemory.in(e).<Throwable>map(lack -> lack).orElse(e), root.trace);
        }
    }

    /** Returns all commands with their options. */
    CommandLine commands() {
        return commands(new Exeunt(terminal));
    }

    private CommandLine commands(Exeunt root) {
        CommandLine line = new CommandLine(root);
        String version = CommandLineInterface.class.getPackage().getImplementationVersion();
        line.getCommandSpec().version("exeunt " + (version == null ? "(not from a jar)" : version));
        Commands.of(terminal).forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // an argument '@NAME' must not open NAME, which might be a pipe
                .setParameterExceptionHandler((failure, given) -> report(Misuse.of(failure, given), root.trace))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExitCodeExceptionMapper(failure -> ErrorCategory.CONFIG.exitStatus());
    }

    private int report(Throwable failure, boolean trace) {
        if (failure instanceof ExeuntException known) {
            terminal.error(known.code().toString(), known.getMessage());
            if (trace) {
                known.printStackTrace(err);
            }
            return known.code().category().exitStatus();
        }
        terminal.error(Errors.INTERNAL_01.toString(), "A defect of Exeunt or of a plugin: " + failure);
        failure.printStackTrace(err);
        return ErrorCategory.INTERNAL.exitStatus();
    }

    @Command(
            name = "exeunt",
            mixinStandardHelpOptions = true,
            scope = ScopeType.INHERIT,
            footerHeading = "%nExample:%n  ",
            footer = "exeunt run examples/quickstart.json",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:success",
                "2:CONFIG: the configuration or the command line is invalid",
                "3:PLUGIN: a plugin is missing, ambiguous or broken",
                "4:DATA: data, or the files of a run, are missing or damaged",
                "5:NUMERIC: training diverged, or too few clients succeeded",
                "6:RESOURCE: memory, disk space, a lock or a device is not available",
                "7:STOPPED: stopped on request",
                "70:INTERNAL: a defect"
            },
            description = "Personalised federated learning of early-exit networks.")
    private static final class Exeunt implements Runnable {
        @CommandLine.Option(
                names = "--stacktrace",
                scope = ScopeType.INHERIT,
                description = "Print the stack trace of an error.")
        private boolean trace;

        private final Terminal terminal;

        Exeunt(Terminal terminal) {
            this.terminal = terminal;
        }

        @CommandLine.Option(
                names = {"--quiet", "-q"},
                scope = ScopeType.INHERIT,
                description = "Print results, warnings and errors only, no progress and no notes.")
        void setQuiet(boolean quiet) {
            terminal.setQuiet(quiet);
        }

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
