package org.exeunt.dl4j.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import onnx.Onnx.TensorProto.DataType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * Translates Deeplearning4j's own layers, vertices and preprocessors to operators of the ONNX format, as computed in
 * inference. Subclasses are not translated, because they may compute something else.
 */
public final class StockOperators {
    private static final Map<Class<? extends IActivation>, String> ACTIVATIONS = Map.of(
            ActivationReLU.class, "Relu",
            ActivationLReLU.class, "LeakyRelu",
            ActivationELU.class, "Elu",
            ActivationSELU.class, "Selu",
            ActivationSigmoid.class, "Sigmoid",
            ActivationHardSigmoid.class, "HardSigmoid",
            ActivationTanH.class, "Tanh",
            ActivationSoftPlus.class, "Softplus",
            ActivationSoftSign.class, "Softsign");

    /** Translates one layer with one input. */
    private interface Translation<L> {
        String add(OnnxNodes nodes, L layer, InputType type, String x);
    }

    private record Rule<L extends Layer>(Class<L> type, Translation<L> translation) {
        String add(OnnxNodes nodes, Layer layer, InputType input, String x) {
            return translation.add(nodes, type.cast(layer), input, x);
        }
    }

    private static final List<Rule<?>> LAYERS = List.of(
            new Rule<>(DenseLayer.class, StockOperators::dense),
            new Rule<>(ConvolutionLayer.class, StockOperators::convolution),
            new Rule<>(DepthwiseConvolution2D.class, StockOperators::depthwise),
            new Rule<>(SeparableConvolution2D.class, StockOperators::separable),
            new Rule<>(Convolution1D.class, StockOperators::convolution1d),
            new Rule<>(Convolution1DLayer.class, StockOperators::convolution1d),
            new Rule<>(SubsamplingLayer.class, StockOperators::pool),
            new Rule<>(GlobalPoolingLayer.class, StockOperators::globalPool),
            new Rule<>(BatchNormalization.class, StockOperators::batchNorm),
            new Rule<>(ActivationLayer.class, (nodes, layer, type, x) -> activate(nodes, layer.getActivationFn(), x)),
            new Rule<>(DropoutLayer.class, (nodes, layer, type, x) -> x),
            new Rule<>(EmbeddingSequenceLayer.class, StockOperators::embedding),
            new Rule<>(LSTM.class, StockOperators::lstm));

    private StockOperators() {}

    /**
     * Adds the operators of a layer.
     *
     * @param type type of the input
     * @param x name of the input
     * @return name of the output
     * @throws IllegalArgumentException if the layer or one of its settings is not supported; the message names it
     */
    public static String layer(OnnxNodes nodes, Layer layer, InputType type, String x) {
        return LAYERS.stream()
                .filter(rule -> rule.type() == layer.getClass())
                .findFirst()
                .orElseThrow(() -> unsupported("the layer", layer.getClass().getSimpleName()))
                .add(nodes, layer, type, x);
    }

    /**
     * Adds the operators of a vertex that is not a layer.
     *
     * @param type type of the first input
     * @param inputs names of the inputs
     * @return name of the output
     * @throws IllegalArgumentException if the vertex is not supported
     */
    public static String vertex(OnnxNodes nodes, GraphVertex vertex, InputType type, List<String> inputs) {
        String[] all = inputs.toArray(String[]::new);
        if (vertex.getClass() == MergeVertex.class) {
            boolean lastAxis = type instanceof InputType.InputTypeRecurrent steps && steps.getFormat() == RNNFormat.NWC;
            return nodes.operator("Concat").integer("axis", lastAxis ? 2 : 1).on(all);
        }
        if (vertex.getClass() == ElementWiseVertex.class) {
            return switch (((ElementWiseVertex) vertex).getOp()) {
                case Add -> nodes.add("Sum", all);
                case Average -> nodes.add("Mean", all);
                case Max -> nodes.add("Max", all);
                case Subtract -> nodes.add("Sub", all);
                case Product ->
                    inputs.stream()
                            .reduce((first, second) -> nodes.add("Mul", first, second))
                            .orElseThrow();
            };
        }
        throw unsupported("the vertex", vertex.getClass().getSimpleName());
    }

    /**
     * Adds the operators of a preprocessor.
     *
     * @param x name of the input
     * @return name of the output
     * @throws IllegalArgumentException if the preprocessor is not supported
     */
    public static String preprocessor(OnnxNodes nodes, InputPreProcessor preprocessor, String x) {
        if (preprocessor.getClass() != CnnToFeedForwardPreProcessor.class) {
            throw unsupported("the preprocessor", preprocessor.getClass().getSimpleName());
        }
        boolean channelsLast = ((CnnToFeedForwardPreProcessor) preprocessor).getFormat() == CNN2DFormat.NHWC;
        return nodes.add("Flatten", channelsLast ? nodes.transpose(x, 0, 2, 3, 1) : x);
    }

    private static IllegalArgumentException unsupported(String what, String value) {
        return new IllegalArgumentException(
                ("%s %s has no translation to the ONNX format; choose another backbone or head, or implement "
                                + "OnnxEquivalent in a layer of your own")
                        .formatted(what, value));
    }

    private static String activate(OnnxNodes nodes, IActivation function, String x) {
        if (function instanceof ActivationIdentity) {
            return x;
        }
        if (function instanceof ActivationReLU6) {
            return nodes.add("Clip", x, nodes.scalar(0), nodes.scalar(6));
        }
        String operator = ACTIVATIONS.get(function.getClass());
        boolean special = function instanceof ActivationReLU relu
                && (isSet(relu.getMax()) || isSet(relu.getThreshold()) || isSet(relu.getNegativeSlope()));
        if (operator == null || special) {
            throw unsupported("the activation", function.toString());
        }
        OnnxNodes.Operator node = nodes.operator(operator);
        if (function instanceof ActivationLReLU leaky) {
            node.number("alpha", leaky.getAlpha());
        } else if (function instanceof ActivationELU elu) {
            node.number("alpha", elu.getAlpha());
        }
        return node.on(x);
    }

    private static boolean isSet(Double value) {
        return value != null && value != 0;
    }

    private static String dense(OnnxNodes nodes, DenseLayer layer, InputType type, String x) {
        if (layer.hasLayerNorm()) {
            throw unsupported("the setting", "hasLayerNorm of DenseLayer");
        }
        String weights = nodes.parameter("W", layer.getNOut(), layer.getNIn());
        OnnxNodes.Operator product = nodes.operator("Gemm").integer("transB", 1);
        return activate(
                nodes,
                layer.getActivationFn(),
                layer.hasBias()
                        ? product.on(x, weights, nodes.parameter("b", layer.getNOut()))
                        : product.on(x, weights));
    }

    private static String convolution(OnnxNodes nodes, ConvolutionLayer layer, InputType type, String x) {
        String weights = nodes.parameter(
                "W", layer.getNOut(), layer.getNIn(), layer.getKernelSize()[0], layer.getKernelSize()[1]);
        return biased(nodes, layer, strided(nodes, layer, 2), weights, x);
    }

    private static String depthwise(OnnxNodes nodes, DepthwiseConvolution2D layer, InputType type, String x) {
        // Deeplearning4j's weights are [height, width, in, multiplier], those of the format [in * multiplier, 1, ...]
        int[] kernel = layer.getKernelSize();
        int out = (int) layer.getNIn() * layer.getDepthMultiplier();
        float[] weights = OnnxNodes.transpose(nodes.values("W"), kernel[0] * kernel[1], out);
        return biased(
                nodes,
                layer,
                strided(nodes, layer, 2).integer("group", layer.getNIn()),
                nodes.constant("W", weights, out, 1, kernel[0], kernel[1]),
                x);
    }

    private static String separable(OnnxNodes nodes, SeparableConvolution2D layer, InputType type, String x) {
        // the first weights are [multiplier, in, height, width], those of the format [in * multiplier, 1, ...]
        int[] kernel = layer.getKernelSize();
        int window = kernel[0] * kernel[1];
        int in = (int) layer.getNIn();
        int between = in * layer.getDepthMultiplier();
        float[] read = nodes.values("W");
        float[] weights = new float[read.length];
        for (int channel = 0; channel < between; channel++) {
            int from = channel % layer.getDepthMultiplier() * in + channel / layer.getDepthMultiplier();
            System.arraycopy(read, from * window, weights, channel * window, window);
        }
        String perChannel = strided(nodes, layer, 2)
                .integer("group", in)
                .on(x, nodes.constant("W", weights, between, 1, kernel[0], kernel[1]));
        return biased(
                nodes,
                layer,
                nodes.operator("Conv"),
                nodes.parameter("pW", layer.getNOut(), between, 1, 1),
                perChannel);
    }

    private static String convolution1d(OnnxNodes nodes, Convolution1DLayer layer, InputType type, String x) {
        requireChannelsFirst(type);
        requireNoMask(nodes, layer, x);
        // Deeplearning4j reads the weights as [kernel, in, out], although it gives them the shape [out, in, kernel, 1]
        int out = (int) layer.getNOut();
        int in = (int) layer.getNIn();
        int kernel = layer.getKernelSize()[0];
        float[] read = nodes.values("W");
        float[] weights = new float[read.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = read[(i % kernel * in + i / kernel % in) * out + i / kernel / in];
        }
        return biased(nodes, layer, strided(nodes, layer, 1), nodes.constant("W", weights, out, in, kernel), x);
    }

    /** Returns an operator with the kernel, stride, padding and dilation of a layer. */
    private static OnnxNodes.Operator strided(OnnxNodes nodes, ConvolutionLayer layer, int axes) {
        return window(
                nodes.operator("Conv").integers("dilations", leading(layer.getDilation(), axes)),
                layer.getConvolutionMode(),
                leading(layer.getKernelSize(), axes),
                leading(layer.getStride(), axes),
                leading(layer.getPadding(), axes));
    }

    /** Adds an operator with the bias of a layer, if it has one, and its activation. */
    private static String biased(
            OnnxNodes nodes, ConvolutionLayer layer, OnnxNodes.Operator operator, String weights, String x) {
        return activate(
                nodes,
                layer.getActivationFn(),
                layer.hasBias()
                        ? operator.on(x, weights, nodes.parameter("b", layer.getNOut()))
                        : operator.on(x, weights));
    }

    private static String pool(OnnxNodes nodes, SubsamplingLayer layer, InputType type, String x) {
        if (Arrays.stream(layer.getDilation()).anyMatch(step -> step != 1)) {
            throw unsupported("the setting", "dilation of SubsamplingLayer");
        }
        OnnxNodes.Operator operator =
                switch (layer.getPoolingType()) {
                    case MAX -> nodes.operator("MaxPool");
                    case AVG ->
                        nodes.operator("AveragePool")
                                .integer("count_include_pad", layer.isAvgPoolIncludePadInDivisor() ? 1 : 0);
                    default ->
                        throw unsupported("the pooling", layer.getPoolingType().toString());
                };
        return window(
                        operator,
                        layer.getConvolutionMode(),
                        leading(layer.getKernelSize(), 2),
                        leading(layer.getStride(), 2),
                        leading(layer.getPadding(), 2))
                .on(x);
    }

    private static OnnxNodes.Operator window(
            OnnxNodes.Operator operator, ConvolutionMode mode, long[] kernel, long[] stride, long[] padding) {
        operator.integers("kernel_shape", kernel).integers("strides", stride);
        return switch (mode) {
            case Same -> operator.text("auto_pad", "SAME_UPPER");
            case Truncate, Strict ->
                operator.integers(
                        "pads",
                        IntStream.range(0, 2 * padding.length)
                                .mapToLong(side -> padding[side % padding.length])
                                .toArray());
            case Causal -> throw unsupported("the convolution mode", mode.toString());
        };
    }

    private static long[] leading(int[] values, int count) {
        return Arrays.stream(values).limit(count).asLongStream().toArray();
    }

    /** Averages or otherwise pools images over height and width, and sequences over the steps that are not padding. */
    private static String globalPool(OnnxNodes nodes, GlobalPoolingLayer layer, InputType type, String x) {
        if (!layer.isCollapseDimensions()) {
            throw unsupported("the setting", "collapseDimensions(false) of GlobalPoolingLayer");
        }
        boolean images = type instanceof InputType.InputTypeConvolutional;
        if (!images) {
            requireChannelsFirst(type);
        }
        long[] axes = images ? new long[] {2, 3} : new long[] {2};
        PoolingType pooling = layer.getPoolingType();
        if (pooling != PoolingType.AVG && pooling != PoolingType.MAX) {
            throw unsupported("the pooling", pooling.toString());
        }
        if (nodes.maskOf(x).isEmpty()) {
            return reduce(nodes, pooling == PoolingType.AVG ? "ReduceMean" : "ReduceMax", axes, x);
        }
        String steps = nodes.add("Unsqueeze", nodes.maskOf(x).orElseThrow(), nodes.integers(1));
        if (pooling == PoolingType.MAX) {
            String read = nodes.add("Where", steps, x, nodes.scalar(Double.NEGATIVE_INFINITY));
            return reduce(nodes, "ReduceMax", axes, read);
        }
        String sum = reduceSum(nodes, nodes.add("Where", steps, x, nodes.scalar(0)));
        return nodes.add("Div", sum, reduceSum(nodes, nodes.toFloats(steps)));
    }

    private static String reduce(OnnxNodes nodes, String operator, long[] axes, String x) {
        return nodes.operator(operator)
                .integers("axes", axes)
                .integer("keepdims", 0)
                .on(x);
    }

    private static String reduceSum(OnnxNodes nodes, String x) {
        return nodes.operator("ReduceSum").integer("keepdims", 0).on(x, nodes.integers(2));
    }

    private static String batchNorm(OnnxNodes nodes, BatchNormalization layer, InputType type, String x) {
        int channels = (int) layer.getNOut();
        float[] gamma = filled(channels, layer.getGamma());
        float[] beta = filled(channels, layer.getBeta());
        float[] variances;
        if (layer.isUseLogStd()) {
            variances = nodes.values("log10stdev").clone();
            for (int i = 0; i < channels; i++) {
                variances[i] = (float) Math.pow(10, 2 * variances[i]);
            }
        } else {
            variances = nodes.values("var");
        }
        return nodes.operator("BatchNormalization")
                .number("epsilon", layer.getEps())
                .on(
                        x,
                        nodes.constant("gamma", layer.isLockGammaBeta() ? gamma : nodes.values("gamma"), channels),
                        nodes.constant("beta", layer.isLockGammaBeta() ? beta : nodes.values("beta"), channels),
                        nodes.parameter("mean", channels),
                        nodes.constant("var", variances, channels));
    }

    private static float[] filled(int size, double value) {
        float[] values = new float[size];
        Arrays.fill(values, (float) value);
        return values;
    }

    /** Looks up token ids {@code [batch, steps]} and returns {@code [batch, width, steps]}. */
    private static String embedding(OnnxNodes nodes, EmbeddingSequenceLayer layer, InputType type, String x) {
        if (layer.getOutputFormat() != RNNFormat.NCW) {
            throw unsupported("the setting", "outputDataFormat of EmbeddingSequenceLayer");
        }
        String rows = nodes.add(
                "Gather", nodes.transposed("W", (int) layer.getNOut(), (int) layer.getNIn()), nodes.toIntegers(x));
        if (layer.hasBias()) {
            rows = nodes.add("Add", rows, nodes.parameter("b", layer.getNOut()));
        }
        rows = activate(nodes, layer.getActivationFn(), rows);
        if (nodes.maskOf(x).isPresent()) {
            rows = nodes.masked(rows, nodes.maskOf(x).orElseThrow());
        }
        return nodes.transpose(rows, 0, 2, 1);
    }

    /**
     * The gates of Deeplearning4j are candidate, forget, output and input; those of the format are input, output,
     * forget and candidate.
     */
    private static String lstm(OnnxNodes nodes, LSTM layer, InputType type, String x) {
        requireChannelsFirst(type);
        if (!(layer.getActivationFn() instanceof ActivationTanH)
                || !(layer.getGateActivationFn() instanceof ActivationSigmoid)) {
            throw unsupported("the setting", "activation of LSTM, except for tanh with sigmoid gates");
        }
        int units = (int) layer.getNOut();
        int in = (int) layer.getNIn();
        float[] bias = Arrays.copyOf(gates(nodes.values("b"), units), 8 * units);
        String lengths = nodes.maskOf(x)
                .map(mask -> nodes.operator("ReduceSum")
                        .integer("keepdims", 0)
                        .on(
                                nodes.operator("Cast")
                                        .integer("to", DataType.INT32_VALUE)
                                        .on(mask),
                                nodes.integers(1)))
                .orElse("");
        String y = nodes.operator("LSTM")
                .integer("hidden_size", units)
                .on(
                        nodes.transpose(x, 2, 0, 1),
                        nodes.constant("W", gates(nodes.values("W"), units * in), 1, 4L * units, in),
                        nodes.constant("RW", gates(nodes.values("RW"), units * units), 1, 4L * units, units),
                        nodes.constant("b", bias, 1, 8L * units),
                        lengths);
        return nodes.transpose(nodes.add("Squeeze", y, nodes.integers(1)), 1, 2, 0);
    }

    /** Reorders parameters from the gates of Deeplearning4j to those of the format. */
    private static float[] gates(float[] values, int size) {
        float[] reordered = new float[values.length];
        int[] order = {3, 2, 1, 0};
        for (int gate = 0; gate < order.length; gate++) {
            System.arraycopy(values, order[gate] * size, reordered, gate * size, size);
        }
        return reordered;
    }

    private static void requireChannelsFirst(InputType type) {
        if (!(type instanceof InputType.InputTypeRecurrent steps) || steps.getFormat() != RNNFormat.NCW) {
            throw unsupported("the input", type.toString());
        }
    }

    private static void requireNoMask(OnnxNodes nodes, Layer layer, String x) {
        if (nodes.maskOf(x).isPresent()) {
            throw unsupported("padding in the input of", layer.getClass().getSimpleName());
        }
    }
}
