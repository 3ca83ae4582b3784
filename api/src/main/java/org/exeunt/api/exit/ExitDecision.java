package org.exeunt.api.exit;

import org.exeunt.api.Exit;

/**
 * The exit at which an example left the network, and the prediction there.
 *
 * @param exit the exit that made the prediction
 * @param label the most probable class, 0-based; the lowest one on ties
 * @param confidence probability of that class, in (0, 1]
 */
public record ExitDecision(Exit exit, int label, double confidence) {}
