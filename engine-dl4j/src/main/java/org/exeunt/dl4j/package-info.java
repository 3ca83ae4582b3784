/**
 * Early-exit networks on Deeplearning4j: {@link org.exeunt.dl4j.Dl4jEngine} designs them from a backbone and a head, and trains them as a chain
 * of one {@code ComputationGraph} a stage and one an exit. Start reading at {@link org.exeunt.dl4j.NetworkChain}; the layers are in
 * {@link org.exeunt.dl4j.layers} and consist of
 * {@link org.exeunt.dl4j.kernels}; what a plugin author implements is in {@link org.exeunt.dl4j.spi}.
 */
package org.exeunt.dl4j;
