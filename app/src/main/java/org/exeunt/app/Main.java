package org.exeunt.app;

import java.util.Locale;
import org.exeunt.app.console.ConsoleStream;

/** Starts the command line. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        // numbers in names, tables and messages do not depend on the locale of the machine
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        // output of libraries and plugins is escaped as well
        System.setOut(ConsoleStream.to(System.out));
        System.setErr(ConsoleStream.to(System.err));
        System.exit(new CommandLineInterface(System.out, System.err).run(arguments));
    }
}
