package org.exeunt.strategies;

/**
 * Default values of a method's options.
 *
 * <p>The reference code is that of the comparison in the paper of CAFEDistill (arXiv 2601.10015): repository {@code
 * boyi-liu/CIKM26-X-FED}, commit {@code ac15cfa}. The page of each method lists where it differs from the method's own
 * paper.
 */
public enum Preset {
    /** The method as its own paper defines it. */
    PAPER,
    /** The method as the reference code computes it. */
    REFERENCE;

    /** Description of the option {@code preset}. */
    public static final String HELP = "Defaults of the other options: those of the method's paper, or of the reference"
            + " code of the CAFEDistill comparison";

    /** Description of the option {@code squared-distance}. */
    public static final String SQUARED = "Whether the proximal term is squared; without the square its pull has the"
            + " same strength at every distance";
}
