package org.exeunt.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.app.console.ConsoleStream;
import org.exeunt.app.console.Terminal;

/** Starts the command line. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        // a smaller heap is full before the classes are loaded that report it
        if (Runtime.getRuntime().maxMemory() < 16 << 20) {
            System.err.println("RESOURCE-22  The heap has less than 16 MB. Enlarge it: EXEUNT_JAVA_OPTS=-Xmx1g.");
            System.exit(ErrorCategory.RESOURCE.exitStatus());
        }
        // numbers in names, tables and messages do not depend on the locale of the machine
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        // output of libraries and plugins is escaped as well
        System.setOut(ConsoleStream.to(System.out));
        System.setErr(ConsoleStream.to(System.err));
        boolean interactive = Terminal.isTerminal(Terminal.Standard.IN) && Terminal.isTerminal(Terminal.Standard.ERR);
        Optional<BufferedReader> answers = interactive
                ? Optional.of(new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())))
                : Optional.empty();
        System.exit(new CommandLineInterface(System.out, System.err, answers).run(arguments));
    }
}
