package org.exeunt.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import onnx.Onnx.ModelProto;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.dl4j.onnx.OnnxGraph;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.onnx.StockOperators;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.exeunt.dl4j.spi.StockEquivalent;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Exports an early-exit network in the ONNX format: input {@code in} with the shape of the examples, outputs
 * {@code exit1}, {@code exit2}, … with class probabilities and {@code exit1_logits}, {@code exit2_logits}, … with
 * logits, all {@code [batch, classes]}. If the scaling of inputs is known, the first operators apply it. Padding is
 * detected by the model.
 */
final class OnnxExport {
    private static final String LOGITS = "_logits";

    private final GraphFactory factory;
    private final OnnxGraph graph = new OnnxGraph();
    private final Map<String, float[]> parameters;
    private final List<String> features = new ArrayList<>();
    private final Map<String, String> metadata;

    /**
     * Translates a network.
     *
     * @throws IllegalArgumentException if a layer has no equivalent in the ONNX format
     */
    OnnxExport(GraphFactory factory, NetworkSpec spec, ExportRequest request) {
        this.factory = factory;
        float[] flat = new float[spec.layout().size()];
        request.parameters().copyToFlat(flat);
        this.parameters = spec.layout().blocks().stream()
                .collect(Collectors.toMap(Block::name, block -> Arrays.copyOfRange(flat, block.offset(), block.end())));
        this.metadata = Map.of(
                ExportNotes.ENTRY,
                ExportNotes.of(inputType(), List.of("", LOGITS), factory, request)
                        .json());
        String x = null;
        for (int k = 1; k <= factory.stages(); k++) {
            graph.startStage();
            x = addStage(k, k == 1 ? addInput(request) : x);
        }
        for (String suffix : List.of("", LOGITS)) {
            for (int k = 1; k <= factory.stages(); k++) {
                graph.output(StockGraph.EXIT + k + suffix);
            }
        }
    }

    /**
     * Returns the whole network as one model.
     *
     * @throws IllegalArgumentException if the network is too large for one model
     */
    ModelProto model() {
        return graph.model(metadata);
    }

    /**
     * Returns a stage and its head as a model, which reads values that the models of earlier stages return.
     *
     * @param stage number of the stage; 1 is the first
     * @throws IllegalArgumentException if the stage is too large for one model
     */
    ModelProto stageModel(int stage) {
        return graph.stageModel(stage, metadata);
    }

    /** Returns the type of the input: the shape of the examples, with channels first. */
    private InputType inputType() {
        List<Integer> lengths = factory.shape().lengths();
        return switch (lengths.size()) {
            case 1 -> InputType.feedForward(lengths.get(0));
            case 2 -> InputType.recurrent(lengths.get(0), lengths.get(1));
            case 3 -> InputType.convolutional(lengths.get(1), lengths.get(2), lengths.get(0));
            default ->
                throw new IllegalArgumentException(
                        "examples of shape %s have no equivalent in the ONNX format".formatted(factory.shape()));
        };
    }

    /** Adds the input, its scaling and its padding mask, and returns the input of the first stage. */
    private String addInput(ExportRequest request) {
        long[] shape =
                factory.shape().lengths().stream().mapToLong(Integer::longValue).toArray();
        graph.input(StockGraph.INPUT, shape);
        OnnxNodes nodes = graph.nodes("input", parameters::get, List.of());
        String scaled = request.scaling()
                .filter(known -> !known.isNone())
                .map(known -> addScaling(nodes, StockScaling.of(known, inputType()), shape.length))
                .orElse(StockGraph.INPUT);
        String arranged = arrange(nodes, scaled, factory.stageInput(1));
        factory.paddedWith().ifPresent(value -> nodes.setMask(arranged, addMask(nodes, scaled, value, shape)));
        return arranged;
    }

    private static String addScaling(OnnxNodes nodes, StockScaling scaling, int axes) {
        long[] perChannel = new long[axes];
        Arrays.fill(perChannel, 1);
        perChannel[0] = scaling.means().length;
        return nodes.add(
                "Div",
                nodes.add("Sub", StockGraph.INPUT, nodes.constant("means", scaling.means(), perChannel)),
                nodes.constant("deviations", scaling.deviations(), perChannel));
    }

    /** Returns examples in the layout of the input of the first stage, with the channels of images first. */
    private String arrange(OnnxNodes nodes, String x, InputType type) {
        boolean moved = InputBatch.movesChannelsLast(factory.shape(), type);
        if (type instanceof InputType.InputTypeConvolutional image) {
            long[] channelsFirst = {0, image.getChannels(), image.getHeight(), image.getWidth()};
            return moved || image.getFormat() == CNN2DFormat.NCHW
                    ? nodes.reshape(x, channelsFirst)
                    : nodes.transpose(
                            nodes.reshape(x, 0, image.getHeight(), image.getWidth(), image.getChannels()), 0, 3, 1, 2);
        }
        if (type instanceof InputType.InputTypeRecurrent series) {
            long steps = series.getTimeSeriesLength();
            if (series.getFormat() == RNNFormat.NCW) {
                return nodes.reshape(x, 0, series.getSize(), steps);
            }
            return moved
                    ? nodes.transpose(nodes.reshape(x, 0, series.getSize(), steps), 0, 2, 1)
                    : nodes.reshape(x, 0, steps, series.getSize());
        }
        if (type instanceof InputType.InputTypeFeedForward) {
            return nodes.add("Flatten", x);
        }
        throw new IllegalArgumentException(
                "networks with input %s have no equivalent in the ONNX format".formatted(type));
    }

    /** Adds the operators of {@link Padding}: steps are real up to the last one with a value other than padding. */
    private static String addMask(OnnxNodes nodes, String x, double padding, long[] shape) {
        String real = nodes.toFloats(nodes.add("Not", nodes.add("Equal", x, nodes.scalar(padding))));
        if (shape.length == 2) {
            real = nodes.operator("ReduceMax")
                    .integers("axes", 1)
                    .integer("keepdims", 0)
                    .on(real);
        }
        float[] first = new float[(int) shape[shape.length - 1]];
        first[0] = 1;
        String counted = nodes.add("Add", real, nodes.constant("first", first, first.length));
        // the number of real steps from each step to the end
        String following = nodes.operator("CumSum").integer("reverse", 1).on(counted, nodes.integer(1));
        return nodes.add("Greater", following, nodes.scalar(0));
    }

    /** Adds a stage and its head, and returns the output of the stage. */
    private String addStage(int k, String x) {
        String stage = "stage" + k;
        String features = add(stage, k, factory.stage(k), factory.stageInput(k), x);
        String y = graph.publish(stage, features, shape(factory.headInput(k)));
        String exit = StockGraph.EXIT + k;
        String logits = add(exit, k, factory.head(k), factory.headInput(k), y);
        graph.publish(exit + LOGITS, logits, factory.classes());
        String probabilities = graph.nodes(exit, parameters::get, List.of())
                .operator("Softmax")
                .integer("axis", -1)
                .on(logits);
        graph.publish(exit, probabilities, factory.classes());
        return y;
    }

    /** Returns the shape of a value of one example in the exported graph. */
    private static long[] shape(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return new long[] {image.getChannels(), image.getHeight(), image.getWidth()};
        }
        return type.getShape(false);
    }

    private String add(String part, int k, ComputationGraphConfiguration configuration, InputType type, String x) {
        return new Translation(
                        part, k, configuration, LayerTypes.of(configuration, type), (vertex, parameter) -> "%s/%s/%s"
                                .formatted(part, vertex, parameter))
                .run(x);
    }

    /** The translation of the graph of a stage or a head, or of the equivalent of one layer. */
    private final class Translation {
        private final String part;
        private final int stage;
        private final ComputationGraphConfiguration configuration;
        private final Map<String, LayerTypes> types;
        /** Returns the name of the block that has the values of a parameter of a vertex. */
        private final BinaryOperator<String> blocks;
        /** Name of the output of each translated vertex. */
        private final Map<String, String> outputs = new HashMap<>();

        Translation(
                String part,
                int stage,
                ComputationGraphConfiguration configuration,
                Map<String, LayerTypes> types,
                BinaryOperator<String> blocks) {
            this.part = part;
            this.stage = stage;
            this.configuration = configuration;
            this.types = types;
            this.blocks = blocks;
        }

        String run(String input) {
            outputs.put(GraphFactory.INPUT, input);
            return output(configuration.getNetworkOutputs().get(0));
        }

        private String output(String vertex) {
            String known = outputs.get(vertex);
            if (known != null) {
                return known;
            }
            List<String> inputs = configuration.getVertexInputs().get(vertex).stream()
                    .map(this::output)
                    .toList();
            String output = add(vertex, inputs);
            if (types.get(vertex).output() instanceof InputType.InputTypeRecurrent) {
                graph.passMask(inputs.get(0), output);
            }
            outputs.put(vertex, output);
            return output;
        }

        private String add(String vertex, List<String> inputs) {
            try {
                return add(vertex, configuration.getVertices().get(vertex), inputs);
            } catch (DL4JException | IllegalStateException | IllegalArgumentException e) {
                throw new IllegalArgumentException("layer '%s' of %s: %s".formatted(vertex, part, e.getMessage()), e);
            }
        }

        private String add(String vertex, GraphVertex configured, List<String> inputs) {
            OnnxNodes nodes = graph.nodes(
                    part + "/" + vertex,
                    parameter -> parameters.get(blocks.apply(vertex, parameter)),
                    features.subList(0, stage - 1));
            String first = configuration.getVertexInputs().get(vertex).get(0);
            String x = LayerTypes.preprocessorOf(configured, types.get(first).output())
                    .map(preprocessor -> StockOperators.preprocessor(nodes, preprocessor, inputs.get(0)))
                    .orElse(inputs.get(0));
            if (configured instanceof PreprocessorVertex) {
                return x;
            }
            if (!(configured instanceof LayerVertex holder)) {
                return StockOperators.vertex(
                        nodes, configured, types.get(vertex).input(), inputs);
            }
            Layer layer = holder.getLayerConf().getLayer();
            if (layer instanceof FeatureTap) {
                features.add(graph.publish(
                        part + "_feature", x, shape(types.get(vertex).output())));
                return features.get(stage - 1);
            }
            if (layer instanceof OnnxEquivalent own) {
                return own.addOnnx(nodes, x);
            }
            if (layer instanceof StockEquivalent own) {
                return addStock(own, vertex, x);
            }
            return StockOperators.layer(nodes, layer, types.get(vertex).input(), x);
        }

        private String addStock(StockEquivalent layer, String vertex, String x) {
            InputType type = channelsFirst(types.get(vertex).input());
            GraphBuilder builder = new NeuralNetConfiguration.Builder()
                    .dataType(DataType.FLOAT)
                    .graphBuilder()
                    .addInputs(GraphFactory.INPUT)
                    .setInputTypes(type);
            StockEquivalent.Stock stock = layer.addStock(builder, vertex, GraphFactory.INPUT);
            if (stock.output().equals(GraphFactory.INPUT)) {
                return x;
            }
            Map<String, String> sources = new HashMap<>();
            stock.parameters().forEach((parameter, target) -> sources.put(target, blocks.apply(vertex, parameter)));
            ComputationGraphConfiguration equivalent = EmbeddingGraphs.build(builder.setOutputs(stock.output()), type);
            return new Translation(
                            part,
                            stage,
                            equivalent,
                            LayerTypes.of(equivalent, type),
                            (added, parameter) -> sources.get(added + "_" + parameter))
                    .run(x);
        }

        private InputType channelsFirst(InputType type) {
            return type instanceof InputType.InputTypeConvolutional image
                    ? InputType.convolutional(image.getHeight(), image.getWidth(), image.getChannels())
                    : type;
        }
    }
}
