package org.exeunt.dl4j.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What follows a convolution in inference: {@code y = scale z + offset}, plus a residual, clipped at zero. A norm with running statistics is that.
 *
 * @param scale one per channel
 * @param offset one per channel
 * @param residual of the result's shape; null if nothing is added
 * @param relu whether negative values become zero
 */
public record Epilogue(float[] scale, float[] offset, INDArray residual, boolean relu) {}
