/**
 * What layers are computed by: {@link org.exeunt.dl4j.kernels.Kernels} makes convolutions, pooling, norms and the optimiser's step for the memory in
 * use. {@link org.exeunt.dl4j.kernels.host} is the fast family, {@link org.exeunt.dl4j.kernels.portable} the one for every backend.
 *
 * <p>{@link org.exeunt.dl4j.kernels.MatrixProduct} and the loops over tiles ({@link org.exeunt.dl4j.kernels.VectorLoops},
 * {@link org.exeunt.dl4j.kernels.Reductions}, {@link org.exeunt.dl4j.kernels.ColumnSums}) work on any memory, since tiles are copied; the layers of
 * sequences consist of them.
 */
package org.exeunt.dl4j.kernels;
