package org.exeunt.dl4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An early-exit network in the ONNX format under construction. Nodes belong to the stage that was started last. A value
 * that one stage computes and a later stage reads must be published; it is an output of the model of the former and an
 * input of the model of the latter.
 *
 * <p>The first axis of inputs, outputs and published values is the batch, whose size is not fixed. For one thread.
 */
public final class OnnxGraph {
    /** The optional input of a leaving model. */
    public static final String THRESHOLDS = "thresholds";

    /** The first version with layer norm as one operator. */
    private static final int OPERATOR_SET = 17;
    /** The version of the format that introduced {@link #OPERATOR_SET}. */
    private static final int FORMAT_VERSION = 8;
    /** Protocol buffers have at most 2^31 - 1 bytes; the nodes take less than the rest. */
    private static final long LARGEST_PARAMETERS = Integer.MAX_VALUE - (16L << 20);

    private static final String BATCH = "batch";

    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, Published> published = new LinkedHashMap<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, String> masks = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    private static final class Stage {
        final List<NodeProto> nodes = new ArrayList<>();
        final Map<String, TensorProto> tensors = new LinkedHashMap<>();

        boolean reads(String value) {
            return nodes.stream().anyMatch(node -> node.getInputList().contains(value));
        }
    }

    /**
     * A value with a type and a shape.
     *
     * @param stage index of the stage that computes it; -1 for the input of the network
     */
    private record Published(ValueInfoProto info, int stage) {}

    /** Starts the next stage. */
    public void startStage() {
        stages.add(new Stage());
    }

    /**
     * Defines the input of the network, which has the type float32.
     *
     * @param shape shape of one example
     */
    public void input(String name, long... shape) {
        published.put(name, new Published(info(name, DataType.FLOAT, shape), -1));
    }

    /**
     * Gives a value of type float32 a name, under which later stages and users of the model read it. If the value has a
     * padding mask, the mask is published as well.
     *
     * @param shape shape of the value of one example
     * @return {@code name}
     */
    public String publish(String name, String value, long... shape) {
        Optional<String> mask = maskOf(value);
        if (mask.isPresent() && !published.containsKey(mask.get())) {
            mask = Optional.of(publish(name + "_mask", mask.get(), DataType.BOOL, new long[] {-1}));
        }
        mask.ifPresent(found -> setMask(name, found));
        return publish(name, value, DataType.FLOAT, shape);
    }

    private String publish(String name, String value, DataType type, long[] shape) {
        add(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name));
        published.put(name, new Published(info(name, type, shape), stages.size() - 1));
        return name;
    }

    /** Makes a published value an output of the network. */
    public void output(String name) {
        outputs.add(name);
    }

    /**
     * Returns a builder of the nodes of one layer.
     *
     * @param layer name of the layer, unique in the graph
     * @param parameters returns the values of a parameter of the layer, in memory order
     * @param earlierFeatures published features of the earlier exits
     */
    public OnnxNodes nodes(String layer, Function<String, float[]> parameters, List<String> earlierFeatures) {
        return new OnnxNodes(this, layer, parameters, earlierFeatures);
    }

    Optional<String> maskOf(String value) {
        return Optional.ofNullable(masks.get(value));
    }

    void setMask(String value, String mask) {
        masks.put(value, mask);
    }

    /** Returns a name that is not used yet. */
    String unusedName(String wanted) {
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + i;
        }
        return name;
    }

    void add(NodeProto.Builder node) {
        stage().nodes.add(node.setName(node.getOutput(0)).build());
    }

    /** Adds a constant in little-endian order and returns its name. */
    String tensor(String name, DataType type, ByteBuffer values, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(values))
                .addAllDims(Arrays.stream(shape).boxed().toList());
        stage().tensors.put(name, tensor.build());
        return name;
    }

    static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Stage stage() {
        return stages.get(stages.size() - 1);
    }

    /**
     * Returns the whole network as one model.
     *
     * @param metadata properties of the model
     * @throws IllegalArgumentException if the parameters are larger than a model of the format can be
     */
    public ModelProto model(Map<String, String> metadata) {
        return model(0, stages.size(), metadata);
    }

    /**
     * Returns the part of the network that some published values need as a model, which has them as outputs.
     *
     * @param values names of published values
     * @param metadata properties of the model
     * @throws IllegalArgumentException if the parameters are larger than a model of the format can be
     */
    public ModelProto partialModel(List<String> values, Map<String, String> metadata) {
        Set<String> needed = new HashSet<>(values);
        Deque<NodeProto> nodes = new ArrayDeque<>();
        for (int s = stages.size() - 1; s >= 0; s--) {
            for (int n = stages.get(s).nodes.size() - 1; n >= 0; n--) {
                NodeProto node = stages.get(s).nodes.get(n);
                if (node.getOutputList().stream().anyMatch(needed::contains)) {
                    nodes.addFirst(node);
                    needed.addAll(node.getInputList());
                }
            }
        }
        GraphProto.Builder graph = GraphProto.newBuilder().setName("exeunt").addAllNode(nodes);
        stages.forEach(stage -> stage.tensors.values().stream()
                .filter(tensor -> needed.contains(tensor.getName()))
                .forEach(graph::addInitializer));
        requireWritable(graph.getInitializerList().stream()
                .mapToLong(tensor -> tensor.getRawData().size())
                .sum());
        published.values().stream().filter(value -> value.stage() < 0).forEach(value -> graph.addInput(value.info()));
        values.forEach(value -> graph.addOutput(published.get(value).info()));
        return model(graph, metadata);
    }

    /**
     * Returns one stage with its head as a model. Its inputs are the values of earlier stages that it reads; its
     * outputs are those outputs of the network that it computes, followed by the values that later stages read.
     *
     * @param number number of the stage; 1 is the first
     * @param metadata properties of the model
     * @throws IllegalArgumentException if the parameters are larger than a model of the format can be
     */
    public ModelProto stageModel(int number, Map<String, String> metadata) {
        return model(number - 1, number, metadata);
    }

    /**
     * What an exit answers.
     *
     * @param probabilities value {@code [1, classes]}
     * @param logits value {@code [1, classes]}
     * @param leaves value {@code [1]} of type boolean: whether the example leaves here; null at the final exit
     */
    public record Answer(String probabilities, String logits, String leaves) {}

    /**
     * Returns the whole network as a model of one example, which computes no stage behind the exit where the example
     * leaves. Its outputs are {@code label} and {@code exit}, the most probable class from 0 and the number of the exit,
     * both of type int64 {@code [1]}, and {@code probabilities} and {@code logits}, both {@code [1, classes]}. An input
     * with default values is optional: {@link #THRESHOLDS} of all exits but the final one, float32 {@code [exits - 1]}.
     *
     * @param answers of all exits, shallowest first
     * @param thresholds default values
     * @param metadata properties of the model
     * @throws IllegalArgumentException if the parameters are larger than a model of the format can be
     */
    public ModelProto leavingModel(
            List<Answer> answers, float[] thresholds, int classes, Map<String, String> metadata) {
        requireWritable(stages);
        GraphProto.Builder graph = leavingGraph(1, answers, classes);
        ByteBuffer values = littleEndian(Float.BYTES * thresholds.length);
        values.asFloatBuffer().put(thresholds);
        // an initial value with the name of an input is its default
        graph.addInitializer(TensorProto.newBuilder()
                .setName(THRESHOLDS)
                .setDataType(DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(values))
                .addDims(thresholds.length));
        for (Published value : published.values()) {
            if (value.stage() < 0) {
                ValueInfoProto.Builder info = value.info().toBuilder();
                info.getTypeBuilder()
                        .getTensorTypeBuilder()
                        .getShapeBuilder()
                        .setDim(0, Dimension.newBuilder().setDimValue(1));
                graph.addInput(info);
            }
        }
        return model(graph.addInput(fixed(THRESHOLDS, DataType.FLOAT, thresholds.length)), metadata);
    }

    /** Returns a stage, and after it a choice between its answer and the stages after it. */
    private GraphProto.Builder leavingGraph(int number, List<Answer> answers, int classes) {
        Stage stage = stages.get(number - 1);
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("stage" + number)
                .addAllNode(stage.nodes)
                .addAllInitializer(stage.tensors.values());
        if (number == stages.size()) {
            return answering(graph, "", number, answers, classes);
        }
        NodeProto.Builder choice = NodeProto.newBuilder()
                .setOpType("If")
                .setName("leave" + number)
                .addInput(answers.get(number - 1).leaves());
        choice.addAttribute(branch(
                "then_branch",
                answering(GraphProto.newBuilder().setName("exit" + number), "_left", number, answers, classes)));
        choice.addAttribute(branch("else_branch", leavingGraph(number + 1, answers, classes)));
        for (ValueInfoProto output : leavingOutputs(number, "", classes)) {
            choice.addOutput(output.getName());
            graph.addOutput(output);
        }
        return graph.addNode(choice);
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto branch(String name, GraphProto.Builder graph) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    /** Adds the answer of an exit as the outputs of a graph. */
    private static GraphProto.Builder answering(
            GraphProto.Builder graph, String suffix, int number, List<Answer> answers, int classes) {
        Answer answer = answers.get(number - 1);
        String constant = "number" + suffix + number;
        ByteBuffer bytes = littleEndian(Long.BYTES);
        bytes.asLongBuffer().put(number);
        graph.addInitializer(TensorProto.newBuilder()
                .setName(constant)
                .setDataType(DataType.INT64.getNumber())
                .setRawData(ByteString.copyFrom(bytes))
                .addDims(1));
        List<ValueInfoProto> outputs = leavingOutputs(number, suffix, classes);
        String label = "label" + suffix + number;
        graph.addNode(NodeProto.newBuilder()
                .setOpType("ArgMax")
                .setName(label)
                .addInput(answer.probabilities())
                .addOutput(label)
                .addAttribute(integer("axis", -1))
                .addAttribute(integer("keepdims", 0)));
        List<String> values = List.of(label, constant, answer.probabilities(), answer.logits());
        for (int i = 0; i < values.size(); i++) {
            String name = outputs.get(i).getName();
            graph.addOutput(outputs.get(i))
                    .addNode(NodeProto.newBuilder()
                            .setOpType("Identity")
                            .setName(name)
                            .addInput(values.get(i))
                            .addOutput(name));
        }
        return graph;
    }

    /** Returns the outputs of a graph that starts at a stage; names are unique in the model. */
    private static List<ValueInfoProto> leavingOutputs(int number, String suffix, int classes) {
        String end = number == 1 && suffix.isEmpty() ? "" : "_stage" + number + suffix;
        return List.of(
                fixed("label" + end, DataType.INT64, 1),
                fixed("exit" + end, DataType.INT64, 1),
                fixed("probabilities" + end, DataType.FLOAT, 1, classes),
                fixed("logits" + end, DataType.FLOAT, 1, classes));
    }

    private ModelProto model(int from, int to, Map<String, String> metadata) {
        List<Stage> own = stages.subList(from, to);
        requireWritable(own);
        GraphProto.Builder graph = GraphProto.newBuilder().setName("exeunt");
        for (Stage stage : own) {
            graph.addAllNode(stage.nodes).addAllInitializer(stage.tensors.values());
        }
        outputs.stream()
                .map(published::get)
                .filter(value -> isWithin(value.stage(), from, to))
                .forEach(value -> graph.addOutput(value.info()));
        published.forEach((name, value) -> {
            if (value.stage() < from && own.stream().anyMatch(stage -> stage.reads(name))) {
                graph.addInput(value.info());
            }
            if (isWithin(value.stage(), from, to)
                    && stages.subList(to, stages.size()).stream().anyMatch(stage -> stage.reads(name))) {
                graph.addOutput(value.info());
            }
        });
        return model(graph, metadata);
    }

    private static ModelProto model(GraphProto.Builder graph, Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(FORMAT_VERSION)
                .setProducerName("Exeunt")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private static boolean isWithin(int stage, int from, int to) {
        return stage >= from && stage < to;
    }

    private static void requireWritable(List<Stage> stages) {
        requireWritable(stages.stream()
                .flatMap(stage -> stage.tensors.values().stream())
                .mapToLong(tensor -> tensor.getRawData().size())
                .sum());
    }

    static void requireWritable(long parameterBytes) {
        if (parameterBytes > LARGEST_PARAMETERS) {
            throw new IllegalArgumentException(
                    ("the parameters have %,d bytes, but a model in the ONNX format has at most %,d; export one "
                                    + "model per stage or use smaller stages")
                            .formatted(parameterBytes, LARGEST_PARAMETERS));
        }
    }

    /** Returns the description of a value; lengths below 0 are not fixed. */
    private static ValueInfoProto info(String name, DataType type, long[] shape) {
        TensorShapeProto.Builder axes = TensorShapeProto.newBuilder();
        axes.addDimBuilder().setDimParam(BATCH);
        for (long length : shape) {
            Dimension.Builder axis = Dimension.newBuilder();
            axes.addDim(length < 0 ? axis.setDimParam("steps") : axis.setDimValue(length));
        }
        return info(name, type, axes);
    }

    private static ValueInfoProto fixed(String name, DataType type, long... shape) {
        TensorShapeProto.Builder axes = TensorShapeProto.newBuilder();
        Arrays.stream(shape).forEach(length -> axes.addDimBuilder().setDimValue(length));
        return info(name, type, axes);
    }

    private static ValueInfoProto info(String name, DataType type, TensorShapeProto.Builder axes) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(axes)))
                .build();
    }
}
