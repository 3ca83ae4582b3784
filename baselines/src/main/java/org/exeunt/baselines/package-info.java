/**
 * Published rival methods, one package a paper, each with a README that says what is shared, where it deviates and how to run it. What two of
 * them need lives in {@code strategies}, not here. Begin with {@link org.exeunt.baselines.fedper.FedPer}.
 */
package org.exeunt.baselines;
