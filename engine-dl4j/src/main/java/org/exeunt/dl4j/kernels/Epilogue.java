package org.exeunt.dl4j.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The operations after a convolution in inference: {@code y = scale z + offset}, plus an optional residual, followed by
 * an optional ReLU. A norm with running statistics has this form.
 *
 * @param scale one per channel
 * @param offset one per channel
 * @param residual added values, of the shape of the result; null for none
 * @param relu whether ReLU is applied
 */
public record Epilogue(float[] scale, float[] offset, INDArray residual, boolean relu) {}
