package org.exeunt.api.exit;

import org.exeunt.api.Exit;

/**
 * Where and with what answer an example left.
 *
 * @param exit where it left
 * @param label the most probable class there, lowest on ties
 * @param confidence its probability, in (0, 1]
 */
public record ExitDecision(Exit exit, int label, double confidence) {}
