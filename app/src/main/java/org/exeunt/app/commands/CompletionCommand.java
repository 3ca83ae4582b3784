package org.exeunt.app.commands;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.exeunt.app.completion.CompletionScript;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code exeunt completion}: prints a script that completes command lines. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        footer = "source <(exeunt completion bash)",
        description = "Prints a script that completes commands, options, plugins and runs in a shell. Repeat it after"
                + " plugins were installed.")
final class CompletionCommand implements Callable<Integer> {
    /** The shells; one script serves both. */
    private enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Terminal terminal;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out()
                .print(CompletionScript.of(shell.toString(), spec.root().commandLine(), Plugins.registry(terminal)));
        return 0;
    }
}
