package org.exeunt.dl4j.export;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * The layers of Deeplearning4j that have operators in the ONNX format: dense layers, and convolutions, pooling and batch
 * norm of images, with the usual activations. Subclasses may compute something else, so they are not translated.
 */
final class OnnxStockLayers {
    private final OnnxNodes nodes;

    private OnnxStockLayers(OnnxNodes nodes) {
        this.nodes = nodes;
    }

    /**
     * Adds the operators of a layer.
     *
     * @param input type of the input of the layer
     * @return name of the output; empty if the layer is not one of these
     * @throws IllegalArgumentException if an option of the layer has no equivalent; the message names it
     */
    static Optional<String> add(Object layer, InputType input, OnnxNodes nodes, String x) {
        return new OnnxStockLayers(nodes).translated(layer, input, x);
    }

    private Optional<String> translated(Object layer, InputType input, String x) {
        Class<?> type = layer.getClass();
        if (type == ActivationLayer.class) {
            return Optional.of(activated(((ActivationLayer) layer).getActivationFn(), x));
        }
        if (type == DropoutLayer.class) {
            return Optional.of(x); // neither it nor batch norm has an activation, whatever the configuration holds
        }
        if (type == DenseLayer.class) {
            return Optional.of(dense((DenseLayer) layer, x));
        }
        if (type == BatchNormalization.class) {
            return Optional.of(batchNorm((BatchNormalization) layer, x));
        }
        if (!(input instanceof InputType.InputTypeConvolutional image)) {
            return Optional.empty();
        }
        if (type == ConvolutionLayer.class || type == Convolution2D.class || type == DepthwiseConvolution2D.class) {
            return Optional.of(convolution((ConvolutionLayer) layer, x));
        }
        if (type == SubsamplingLayer.class || type == Pooling2D.class) {
            return Optional.of(pooling((SubsamplingLayer) layer, x));
        }
        return type == GlobalPoolingLayer.class
                ? Optional.of(globalPooling((GlobalPoolingLayer) layer, image.getFormat(), x))
                : Optional.empty();
    }

    private String dense(DenseLayer layer, String x) {
        require(!layer.hasLayerNorm(), "layer norm in a dense layer");
        String weights = nodes.parameter("W", layer.getNOut(), layer.getNIn());
        OnnxNodes.Operator product = nodes.operator("Gemm").integer("transB", 1);
        return activated(
                layer,
                layer.isHasBias()
                        ? product.on(x, weights, nodes.parameter("b", layer.getNOut()))
                        : product.on(x, weights));
    }

    private String convolution(ConvolutionLayer layer, String x) {
        int[] kernel = layer.getKernelSize();
        OnnxNodes.Operator convolution = window(
                nodes.operator("Conv"), layer.getConvolutionMode(), kernel, layer.getStride(), layer.getPadding());
        convolution.integers("dilations", longs(layer.getDilation()));
        String weights;
        if (layer instanceof DepthwiseConvolution2D depthwise) {
            convolution.integer("group", layer.getNIn());
            long multiplier = depthwise.getDepthMultiplier();
            // Deeplearning4j stores [height, width, in, multiplier]
            String stored = nodes.parameter("W", kernel[0], kernel[1], layer.getNIn() * multiplier);
            weights = nodes.reshape(
                    nodes.transpose(stored, 2, 0, 1), layer.getNIn() * multiplier, 1, kernel[0], kernel[1]);
        } else {
            weights = nodes.parameter("W", layer.getNOut(), layer.getNIn(), kernel[0], kernel[1]);
        }
        return activated(
                layer,
                layer.hasBias()
                        ? convolution.on(x, weights, nodes.parameter("b", layer.getNOut()))
                        : convolution.on(x, weights));
    }

    private String pooling(SubsamplingLayer layer, String x) {
        boolean largest = layer.getPoolingType() == PoolingType.MAX;
        require(largest || layer.getPoolingType() == PoolingType.AVG, "pooling of type " + layer.getPoolingType());
        require(Arrays.stream(layer.getDilation()).allMatch(length -> length == 1), "pooling with dilation");
        OnnxNodes.Operator pooling = window(
                nodes.operator(largest ? "MaxPool" : "AveragePool"),
                layer.getConvolutionMode(),
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding());
        if (!largest) {
            pooling.integer("count_include_pad", layer.isAvgPoolIncludePadInDivisor() ? 1 : 0);
        }
        return pooling.on(x);
    }

    private String globalPooling(GlobalPoolingLayer layer, CNN2DFormat format, String x) {
        boolean largest = layer.getPoolingType() == PoolingType.MAX;
        require(largest || layer.getPoolingType() == PoolingType.AVG, "pooling of type " + layer.getPoolingType());
        int[] dimensions = layer.getPoolingDimensions();
        int[] all = format == CNN2DFormat.NCHW ? new int[] {2, 3} : new int[] {1, 2};
        require(dimensions == null || Arrays.equals(dimensions, all), "pooling over other axes than height and width");
        return nodes.operator(largest ? "ReduceMax" : "ReduceMean")
                .integers("axes", 2, 3)
                .integer("keepdims", layer.isCollapseDimensions() ? 0 : 1)
                .on(x);
    }

    private String batchNorm(BatchNormalization layer, String x) {
        int channels = Math.toIntExact(layer.getNOut());
        String variance = layer.isUseLogStd()
                ? nodes.constant("var", variances(nodes.values("log10stdev")), channels)
                : nodes.parameter("var", channels);
        boolean locked = layer.isLockGammaBeta();
        return nodes.operator("BatchNormalization")
                .number("epsilon", layer.getEps())
                .on(
                        x,
                        locked
                                ? nodes.constant("gamma", filled(channels, layer.getGamma()), channels)
                                : nodes.parameter("gamma", channels),
                        locked
                                ? nodes.constant("beta", filled(channels, layer.getBeta()), channels)
                                : nodes.parameter("beta", channels),
                        nodes.parameter("mean", channels),
                        variance);
    }

    /** Returns variances of the decimal logarithms of deviations. */
    private static float[] variances(float[] logarithms) {
        float[] variances = new float[logarithms.length];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = (float) Math.pow(10, 2 * logarithms[i]);
        }
        return variances;
    }

    private static float[] filled(int count, double value) {
        float[] values = new float[count];
        Arrays.fill(values, (float) value);
        return values;
    }

    private static OnnxNodes.Operator window(
            OnnxNodes.Operator operator, ConvolutionMode mode, int[] kernel, int[] stride, int[] padding) {
        require(mode != ConvolutionMode.Causal, "causal padding");
        operator.integers("kernel_shape", longs(kernel)).integers("strides", longs(stride));
        return mode == ConvolutionMode.Same
                ? operator.text("auto_pad", "SAME_UPPER")
                : operator.integers("pads", padding[0], padding[1], padding[0], padding[1]);
    }

    private String activated(BaseLayer layer, String x) {
        return activated(layer.getActivationFn(), x);
    }

    private String activated(IActivation activation, String x) {
        if (activation instanceof ActivationIdentity) {
            return x;
        }
        if (activation instanceof ActivationReLU relu && isPlain(relu)) {
            return nodes.add("Relu", x);
        }
        if (activation instanceof ActivationReLU6) {
            return nodes.add("Clip", x, nodes.scalar(0), nodes.scalar(6));
        }
        if (activation instanceof ActivationLReLU leaky) {
            return nodes.operator("LeakyRelu").number("alpha", leaky.getAlpha()).on(x);
        }
        if (activation instanceof ActivationELU elu) {
            return nodes.operator("Elu").number("alpha", elu.getAlpha()).on(x);
        }
        if (activation instanceof ActivationSigmoid) {
            return nodes.add("Sigmoid", x);
        }
        if (activation instanceof ActivationTanH) {
            return nodes.add("Tanh", x);
        }
        if (activation instanceof ActivationSoftPlus) {
            return nodes.add("Softplus", x);
        }
        require(activation instanceof ActivationSwish, "the activation '%s'".formatted(activation));
        return nodes.add("Mul", x, nodes.add("Sigmoid", x));
    }

    private static boolean isPlain(ActivationReLU relu) {
        return relu.equals(new ActivationReLU());
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException(what + " has no equivalent in the ONNX format");
        }
    }
}
