/**
 * The computations of layers. {@link org.exeunt.dl4j.kernels.Kernels} creates convolutions, pooling, norms and the step
 * of the optimiser. {@link org.exeunt.dl4j.kernels.host} is the fast implementation,
 * {@link org.exeunt.dl4j.kernels.portable} the implementation for every backend.
 *
 * <p>{@link org.exeunt.dl4j.kernels.MatrixProduct} and the loops over tiles
 * ({@link org.exeunt.dl4j.kernels.VectorLoops}, {@link org.exeunt.dl4j.kernels.Reductions},
 * {@link org.exeunt.dl4j.kernels.ColumnSums}) work on any memory, because tiles are copied; the sequence layers are
 * composed of them.
 */
package org.exeunt.dl4j.kernels;
