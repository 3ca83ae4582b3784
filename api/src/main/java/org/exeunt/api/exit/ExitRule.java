package org.exeunt.api.exit;

/**
 * Decides for one example at one exit whether it leaves there. The final exit is never asked: there everything leaves.
 *
 * <p>Pure and safe for any number of threads.
 */
public interface ExitRule {
    /** Returns a short name with the setting, such as {@code confidence 0.80}; one line, without control characters. */
    String label();

    /** Returns whether the example leaves at {@link ExitInput#exit()}. */
    boolean shouldExit(ExitInput view);
}
