/**
 * Early-exit networks on Deeplearning4j: {@link org.exeunt.dl4j.Dl4jEngine} builds them from a backbone and a head, and
 * trains them as a chain of {@code ComputationGraph}s, one per stage and one per exit. Start reading at
 * {@link org.exeunt.dl4j.run.NetworkChain}. Layers are in {@link org.exeunt.dl4j.layers} and are composed of
 * {@link org.exeunt.dl4j.kernels}; the interfaces for plugin authors are in {@link org.exeunt.dl4j.spi}.
 */
package org.exeunt.dl4j;
