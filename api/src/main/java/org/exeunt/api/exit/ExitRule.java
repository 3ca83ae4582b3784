package org.exeunt.api.exit;

/**
 * Decides whether an example leaves the network at an exit. Not called at the final exit, where every remaining example
 * leaves.
 *
 * <p>Pure and safe for use by multiple threads.
 */
public interface ExitRule {
    /** Returns a short name with the setting, such as {@code confidence 0.80}: one line without control characters. */
    String label();

    /** Returns whether the example leaves the network at {@link ExitInput#exit()}. */
    boolean shouldExit(ExitInput view);
}
