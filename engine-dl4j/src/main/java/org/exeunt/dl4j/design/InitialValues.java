package org.exeunt.dl4j.design;

import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.exeunt.dl4j.layers.sequence.TokenEmbedding;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The initial values of one parameter block.
 *
 * <p>Weights before a nonlinearity: normal with variance 2/fan-in (He et al., arXiv 1502.01852). Weights without one,
 * such as a linear head's: uniform within ±1/sqrt(fan-in), the default of a PyTorch linear layer. Weights of recurrent
 * layers: uniform within ±1/sqrt(units), the default of PyTorch. Deeplearning4j's embeddings: standard normal, the
 * default of PyTorch. Those of {@link TokenEmbedding}, which multiplies them by sqrt(width): normal with variance
 * 1/width, so that tokens and positions have the same scale. All others (biases, norms, parametric ReLUs): the constant
 * that Deeplearning4j sets, which is 0 for a bias and 1 for the bias of an LSTM's forget gate.
 *
 * <p>By {@link Rule#PYTORCH}, weights before a nonlinearity are uniform within ±1/sqrt(fan-in), too, which is a sixth
 * of the variance, and so are the biases of their layers and of those without one.
 */
public interface InitialValues {
    /** How values of dense and convolutional layers are drawn. */
    enum Rule {
        /** He et al. before a nonlinearity; biases are 0. */
        HE,
        /** The defaults of PyTorch's linear and convolutional layers. */
        PYTORCH
    }

    /** Writes the initial values of a block. */
    void write(float[] target, int offset, int size, RandomGenerator random);

    /** Returns the initial values of a parameter of an initialised graph. */
    static InitialValues of(Rule rule, GraphVertex vertex, String name, INDArray parameter) {
        TrainingConfig layer = WrappedLayers.innermost(vertex);
        String weightName = name.replaceFirst("(^|/)b$", "$1W");
        INDArray weights = vertex.paramTable(false).get(weightName);
        if (rule == Rule.PYTORCH
                && !weightName.equals(name)
                && weights != null
                && !(layer instanceof BaseRecurrentLayer)) {
            return uniform(1 / Math.sqrt(fanIn(layer, weightName, weights)));
        }
        if (!isWeight(vertex, name, parameter)) {
            INDArray inMemoryOrder = parameter.reshape(parameter.ordering(), true, parameter.length());
            float[] constants = inMemoryOrder.toFloatVector();
            return (target, offset, size, random) -> System.arraycopy(constants, 0, target, offset, size);
        }
        if (layer instanceof TokenEmbedding tokens) {
            return normal(1 / Math.sqrt(tokens.getNOut()));
        }
        if (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer) {
            return normal(1);
        }
        if (layer instanceof BaseRecurrentLayer recurrent) {
            return uniform(1 / Math.sqrt(recurrent.getNOut()));
        }
        double fanIn = fanIn(layer, name, parameter);
        return rule == Rule.PYTORCH || isLinear(layer) ? uniform(1 / Math.sqrt(fanIn)) : normal(Math.sqrt(2 / fanIn));
    }

    private static InitialValues uniform(double bound) {
        return (target, offset, size, random) -> {
            for (int i = offset; i < offset + size; i++) {
                target[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
        };
    }

    private static InitialValues normal(double deviation) {
        return (target, offset, size, random) -> {
            for (int i = offset; i < offset + size; i++) {
                target[i] = (float) (deviation * random.nextGaussian());
            }
        };
    }

    /** Returns whether a parameter is multiplied by inputs. */
    static boolean isWeight(GraphVertex vertex, String name, INDArray parameter) {
        if (!(vertex.getConfig() instanceof Layer layer)) {
            return parameter.rank() > 1;
        }
        // Deeplearning4j regards the gain of a layer norm and the slopes of a parametric ReLU as weights
        TrainingConfig innermost = WrappedLayers.innermost(vertex);
        return layer.initializer().isWeightParam(layer, name)
                && !(hasLayerNorm(innermost) && name.endsWith(DefaultParamInitializer.GAIN_KEY))
                && !(innermost instanceof PReLULayer);
    }

    private static boolean hasLayerNorm(TrainingConfig layer) {
        return layer instanceof DenseLayer dense && dense.hasLayerNorm()
                || layer instanceof SimpleRnn recurrent && recurrent.hasLayerNorm();
    }

    private static boolean isLinear(TrainingConfig config) {
        return config instanceof BaseLayer layer && layer.getActivationFn() instanceof ActivationIdentity;
    }

    /**
     * Dense weights are {@code [in, out]}; weights of convolutions are {@code [out, in, ...]}, except for the classes
     * handled here.
     */
    private static double fanIn(TrainingConfig layer, String name, INDArray weights) {
        if (layer instanceof DepthwiseConvolution2D) {
            return weights.size(0) * weights.size(1);
        }
        if (layer instanceof SeparableConvolution2D
                && name.equals(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY)) {
            return weights.size(2) * weights.size(3);
        }
        if (layer instanceof Deconvolution2D) {
            return (double) weights.length() / weights.size(1);
        }
        return weights.rank() == 2 ? weights.size(0) : (double) weights.length() / weights.size(0);
    }
}
