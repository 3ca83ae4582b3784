package org.exeunt.app.commands;

import org.exeunt.app.console.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code exeunt completion}: prints a script that completes command lines. */
@Command(
        name = "completion",
        footer = "source <(exeunt completion)",
        description = "Prints a script that completes commands and options in bash and zsh.")
final class CompletionCommand implements Runnable {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.out().print(AutoComplete.bash("exeunt", spec.root().commandLine()));
    }
}
