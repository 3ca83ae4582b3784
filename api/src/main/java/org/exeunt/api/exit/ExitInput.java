package org.exeunt.api.exit;

import org.exeunt.api.Exit;

/**
 * What an exit rule may look at; never the label.
 *
 * @param exit where the example is now
 * @param probabilities of the classes at this exit, softmax of its logits; for reading
 * @param predictions the most probable class (lowest on ties) at exits 1 to this one, one entry an exit; for reading
 */
public record ExitInput(Exit exit, double[] probabilities, int[] predictions) {}
