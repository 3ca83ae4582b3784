/**
 * Published baseline methods, one package per paper, each with a README that states what is shared, our deviations and
 * how to run the method. Code that two of them need is in {@code strategies}. Start at
 * {@link org.exeunt.baselines.fedper.FedPer}.
 */
package org.exeunt.baselines;
