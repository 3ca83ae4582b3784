package org.exeunt.app.commands;

import java.io.PrintWriter;
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
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("exeunt", spec.root().commandLine()));
        out.flush();
    }
}
