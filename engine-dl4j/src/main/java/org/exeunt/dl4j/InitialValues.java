package org.exeunt.dl4j;

import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.exeunt.dl4j.layers.TokenEmbedding;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How one block of parameters begins.
 *
 * <p>Weights before a nonlinearity: normal with variance 2/fan-in (He et al., arXiv 1502.01852). Weights without one, such as a linear
 * head's: uniform within 1/sqrt(fan-in), the default of a PyTorch linear layer. Tables of token embeddings: standard normal, the default of
 * PyTorch's. Everything else, biases and norms: the constant Deeplearning4j gives, 0 for a bias.
 */
interface InitialValues {
    /** Writes a block's values. */
    void write(float[] target, int offset, int size, RandomGenerator random);

    /** Returns the rule for a parameter of an initialised graph. */
    static InitialValues of(GraphVertex vertex, String name, INDArray parameter) {
        if (!isWeight(vertex, name, parameter)) {
            float[] constants = new float[(int) parameter.length()];
            NativeFloats.of(parameter.rank() == 2 && parameter.ordering() == 'f' ? parameter.transpose() : parameter)
                    .get(0, constants, 0, constants.length);
            return (target, offset, size, random) -> System.arraycopy(constants, 0, target, offset, size);
        }
        if (vertex.getConfig() instanceof TokenEmbedding) {
            return normal(1);
        }
        double fanIn = fanIn(parameter);
        if (isLinear(vertex)) {
            double bound = 1 / Math.sqrt(fanIn);
            return (target, offset, size, random) -> {
                for (int i = offset; i < offset + size; i++) {
                    target[i] = (float) (bound * (2 * random.nextDouble() - 1));
                }
            };
        }
        return normal(Math.sqrt(2 / fanIn));
    }

    private static InitialValues normal(double deviation) {
        return (target, offset, size, random) -> {
            for (int i = offset; i < offset + size; i++) {
                target[i] = (float) (deviation * random.nextGaussian());
            }
        };
    }

    private static boolean isWeight(GraphVertex vertex, String name, INDArray parameter) {
        if (vertex.getConfig() instanceof Layer layer) {
            return layer.initializer().isWeightParam(layer, name);
        }
        return parameter.rank() > 1;
    }

    private static boolean isLinear(GraphVertex vertex) {
        return vertex.getConfig() instanceof BaseLayer layer && layer.getActivationFn() instanceof ActivationIdentity;
    }

    /** Dense weights are {@code [in, out]}, convolutions' {@code [out, in, ...]}. */
    private static double fanIn(INDArray weights) {
        return weights.rank() == 2 ? weights.size(0) : (double) weights.length() / weights.size(0);
    }
}
