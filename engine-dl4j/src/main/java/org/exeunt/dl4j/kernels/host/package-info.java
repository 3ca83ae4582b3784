/**
 * Kernels for the processor's own memory. {@link org.exeunt.dl4j.kernels.host.HostKernels} is the only public type.
 *
 * <p>A {@code Convolution} chooses one of three algorithms by its shape ({@code ConvolutionShape}); the algorithm hands over its result part by part,
 * while it is in the cache, to a {@code ConvolutionOutput}, which adds, clips or pools.
 */
package org.exeunt.dl4j.kernels.host;
