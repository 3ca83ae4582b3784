package org.exeunt.api.exit;

import org.exeunt.api.Exit;

/**
 * The inputs of an exit decision for one example. The label is not among them.
 *
 * @param exit the exit that the example has reached
 * @param probabilities class probabilities at this exit (softmax of the logits), {@code [classes]}; must not be
 *     modified
 * @param predictions the most probable class (the lowest one on ties) at exits 1 to {@code exit}, one entry per exit;
 *     must not be modified
 */
public record ExitInput(Exit exit, double[] probabilities, int[] predictions) {}
