package org.exeunt.app;

/** Starts the command line. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLineInterface(System.out, System.err).run(arguments));
    }
}
