package org.exeunt.dl4j.onnx;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto.DataType;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Adds the nodes of one layer to a graph in the ONNX format. Values are identified by their names and have the type
 * float32, except for masks, which are boolean. Operators are those of version 17 of the standard; their names,
 * attributes and inputs are passed on unchanged.
 *
 * <p>Images are {@code [batch, channels, height, width]}, for layers with channels last as well. Sequences keep the
 * layout of their layer.
 */
public final class OnnxNodes {
    private final OnnxGraph graph;
    private final String layer;
    private final Function<String, float[]> parameters;
    private final List<String> earlierFeatures;

    OnnxNodes(OnnxGraph graph, String layer, Function<String, float[]> parameters, List<String> earlierFeatures) {
        this.graph = graph;
        this.layer = layer;
        this.parameters = parameters;
        this.earlierFeatures = List.copyOf(earlierFeatures);
    }

    /**
     * Returns the values of a parameter of the layer in memory order. For the weights of a dense layer, which are
     * column-major, this is the row-major order of {@code [out, in]}.
     *
     * @throws IllegalArgumentException if the layer has no such parameter
     */
    public float[] values(String parameter) {
        float[] values = parameters.apply(parameter);
        if (values == null) {
            throw new IllegalArgumentException("no values of parameter '%s' of '%s'".formatted(parameter, layer));
        }
        return values;
    }

    /** Adds a parameter of the layer, in memory order, and returns its name. */
    public String parameter(String parameter, long... shape) {
        return constant(parameter, values(parameter), shape);
    }

    /** Adds a parameter {@code [out, in]} of the layer as {@code [in, out]} and returns its name. */
    public String transposed(String parameter, int out, int in) {
        return transposed(parameter, values(parameter), out, in);
    }

    /** Adds a constant {@code [out, in]} as {@code [in, out]} and returns its name. */
    public String transposed(String name, float[] values, int out, int in) {
        float[] transposed = new float[values.length];
        for (int i = 0; i < transposed.length; i++) {
            transposed[i] = values[i % out * in + i / out];
        }
        return constant(name, transposed, in, out);
    }

    /**
     * Adds a constant and returns its name.
     *
     * @param name name, unique in the layer
     * @param values values in row-major order
     * @param shape shape of the constant; without lengths, a scalar
     * @throws IllegalArgumentException if the number of values does not fit the shape
     */
    public String constant(String name, float[] values, long... shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException("'%s' of layer '%s' has %d values, which do not have the shape %s"
                    .formatted(name, layer, values.length, Arrays.toString(shape)));
        }
        ByteBuffer bytes = OnnxGraph.littleEndian(Math.multiplyExact(Float.BYTES, values.length));
        bytes.asFloatBuffer().put(values);
        return graph.tensor(unusedName(name), DataType.FLOAT, bytes, shape);
    }

    /** Adds a scalar and returns its name. */
    public String scalar(double value) {
        return constant("constant", new float[] {(float) value});
    }

    /** Adds a vector of type int64, such as a shape or a list of axes, and returns its name. */
    public String integers(long... values) {
        ByteBuffer bytes = OnnxGraph.littleEndian(Long.BYTES * values.length);
        bytes.asLongBuffer().put(values);
        return graph.tensor(unusedName("constant"), DataType.INT64, bytes, values.length);
    }

    /**
     * Adds a node without attributes.
     *
     * @return name of its output
     */
    public String add(String operator, String... inputs) {
        return operator(operator).on(inputs);
    }

    /** Returns a builder of a node with attributes. */
    public Operator operator(String operator) {
        return new Operator(operator);
    }

    /**
     * Adds a convolution of stride 1 without padding, with bias, ReLU and max-pooling.
     *
     * @param poolHeight height of a pooling window, whose width is 2
     * @param weights name of the weights
     * @param bias name of the biases
     * @param shape of the weights, {@code [out, in, kernel height, kernel width]}
     * @return name of the output
     */
    public String convReluPool(String x, int poolHeight, String weights, String bias, long... shape) {
        String convolved = operator("Conv")
                .integers("kernel_shape", shape[2], shape[3])
                .on(x, parameter(weights, shape), parameter(bias, shape[0]));
        return operator("MaxPool")
                .integers("kernel_shape", poolHeight, 2)
                .integers("strides", poolHeight, 2)
                .on(add("Relu", convolved));
    }

    /** Adds a node that changes the shape of a value; 0 keeps a length and -1 is computed. */
    public String reshape(String value, long... shape) {
        return add("Reshape", value, integers(shape));
    }

    /** Adds a node that permutes the axes of a value. */
    public String transpose(String value, long... axes) {
        return operator("Transpose").integers("perm", axes).on(value);
    }

    /** Adds a node that converts values to float32. */
    public String toFloats(String values) {
        return operator("Cast").integer("to", DataType.FLOAT_VALUE).on(values);
    }

    /** Adds a node that converts whole numbers, such as token ids, to int64. */
    public String toIntegers(String values) {
        return operator("Cast").integer("to", DataType.INT64_VALUE).on(values);
    }

    /**
     * Returns the padding mask of a sequence, {@code [batch, steps]} of type boolean, false for padding; empty if no
     * step is padding.
     */
    public Optional<String> maskOf(String sequence) {
        return graph.maskOf(sequence);
    }

    /**
     * Adds nodes that set the steps of padding to zero, and sets the mask of the result.
     *
     * @param sequence sequence {@code [batch, steps, width]}
     * @param mask mask {@code [batch, steps]}
     * @return name of the masked sequence
     */
    public String masked(String sequence, String mask) {
        String masked = add("Where", add("Unsqueeze", mask, integers(2)), sequence, scalar(0));
        graph.setMask(masked, mask);
        return masked;
    }

    /**
     * Returns the features of the earlier exits, in the order of the exits, each {@code [batch, features]}; for an
     * {@link org.exeunt.dl4j.spi.EarlierFeatureReader}.
     */
    public List<String> earlierFeatures() {
        return earlierFeatures;
    }

    private String unusedName(String name) {
        return graph.unusedName(layer + "/" + name);
    }

    /** A node under construction. */
    public final class Operator {
        private final NodeProto.Builder node;

        private Operator(String type) {
            node = NodeProto.newBuilder().setOpType(type);
        }

        /** Adds an attribute of type int. */
        public Operator integer(String name, long value) {
            attribute(name, AttributeType.INT).setI(value);
            return this;
        }

        /** Adds an attribute of type ints. */
        public Operator integers(String name, long... values) {
            attribute(name, AttributeType.INTS)
                    .addAllInts(Arrays.stream(values).boxed().toList());
            return this;
        }

        /** Adds an attribute of type float. */
        public Operator number(String name, double value) {
            attribute(name, AttributeType.FLOAT).setF((float) value);
            return this;
        }

        /** Adds an attribute of type string. */
        public Operator text(String name, String value) {
            attribute(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
            return this;
        }

        private AttributeProto.Builder attribute(String name, AttributeType type) {
            return node.addAttributeBuilder().setName(name).setType(type);
        }

        /**
         * Adds the node.
         *
         * @param inputs names of the inputs; an empty name omits an optional input
         * @return name of the output
         */
        public String on(String... inputs) {
            String output = unusedName(node.getOpType());
            graph.add(node.addAllInput(Arrays.asList(inputs)).addOutput(output));
            return output;
        }
    }
}
