/**
 * Kernels for host memory. {@link org.exeunt.dl4j.kernels.host.HostKernels} is the only public type.
 *
 * <p>A {@code Convolution} selects one of three algorithms by its shape ({@code ConvolutionShape}). The algorithm
 * passes its result in parts, while they are in the cache, to a {@code ConvolutionOutput}, which applies the operations
 * after the convolution, such as a norm, ReLU or pooling.
 */
package org.exeunt.dl4j.kernels.host;
