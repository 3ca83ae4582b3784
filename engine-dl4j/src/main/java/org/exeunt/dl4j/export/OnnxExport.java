package org.exeunt.dl4j.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import onnx.Onnx.ModelProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.dl4j.design.FeatureTap;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.InputLayout;
import org.exeunt.dl4j.design.LayerTypes;
import org.exeunt.dl4j.design.WrappedLayers;
import org.exeunt.dl4j.onnx.OnnxGraph;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.OnnxEquivalent;

/**
 * Exports an early-exit network in the ONNX format: input {@code in} with the shape of the examples, outputs
 * {@code exit1}, {@code exit2}, … with class probabilities and {@code exit1_logits}, {@code exit2_logits}, … with
 * logits, all {@code [batch, classes]}. If the scaling of inputs is known, the first operators apply it.
 */
public final class OnnxExport {
    private static final String LOGITS = "_logits";
    private static final String FEATURE = "_feature";

    private final GraphFactory factory;
    private final OnnxGraph graph = new OnnxGraph();
    private final Map<String, float[]> parameters;
    private final List<String> features = new ArrayList<>();
    private final Optional<ExitRule.Thresholds> thresholds;
    private final List<OnnxGraph.Answer> answers = new ArrayList<>();
    private final List<String> logitsSoFar = new ArrayList<>();
    private final ExportRequest request;

    /**
     * Translates a network.
     *
     * @param leaves whether the model decides where an example leaves, for {@link #leavingModel}
     * @throws IllegalArgumentException if a layer has no equivalent in the ONNX format, or if a leaving model has a
     *     personal rule or an exit rule without thresholds
     */
    public OnnxExport(GraphFactory factory, NetworkSpec spec, ExportRequest request, boolean leaves) {
        this.factory = factory;
        this.request = request;
        if (leaves && request.rule().isPresent()) {
            throw new IllegalArgumentException("a personal rule computes its logits, which ONNX models do not contain");
        }
        this.thresholds = leaves ? Optional.of(DeviceExport.thresholds(request)) : Optional.empty();
        if (factory.paddedWith().isPresent()) {
            throw new IllegalArgumentException(
                    "the backbone marks padding by Deeplearning4j's masks, which the ONNX format does not have");
        }
        float[] flat = new float[spec.layout().size()];
        request.parameters().copyToFlat(flat);
        this.parameters = spec.layout().blocks().stream()
                .collect(Collectors.toMap(Block::name, block -> Arrays.copyOfRange(flat, block.offset(), block.end())));
        String x = null;
        for (int k = 1; k <= factory.stages(); k++) {
            graph.startStage();
            x = addStage(k, k == 1 ? addInput(request) : x);
        }
        for (String suffix : List.of("", LOGITS)) {
            for (int k = 1; k <= factory.stages(); k++) {
                graph.output(Dl4jExport.EXIT + k + suffix);
            }
        }
    }

    /**
     * Returns the whole network as one model.
     *
     * @throws IllegalArgumentException if the network is too large for one model
     */
    public ModelProto model() {
        return graph.model(metadata("", LOGITS));
    }

    /**
     * Returns the whole network as a model of one example, which computes no stage behind the exit where the example
     * leaves; see {@link OnnxGraph#leavingModel}.
     *
     * @throws IllegalArgumentException if the network is too large for one model
     */
    public ModelProto leavingModel() {
        float[] defaults = new float[factory.stages() - 1];
        for (int k = 0; k < defaults.length; k++) {
            List<Double> perExit = thresholds.orElseThrow().perExit();
            defaults[k] = perExit.get(Math.min(k, perExit.size() - 1)).floatValue();
        }
        return graph.leavingModel(answers, defaults, factory.classes(), metadata());
    }

    /**
     * Returns a model of the features that the exits classify, {@code exit1_feature}, {@code exit2_feature}, …, without
     * the classifiers.
     *
     * @throws IllegalArgumentException if the network is too large for one model
     */
    public ModelProto featureModel() {
        return graph.partialModel(features, metadata(FEATURE));
    }

    /** Returns the description of the outputs {@code exit1}, {@code exit2}, … with each suffix. */
    private Map<String, String> metadata(String... suffixes) {
        return Map.of(
                ExportNotes.ENTRY,
                ExportNotes.of(inputType(), List.of(suffixes), factory, request).json());
    }

    /**
     * Returns a stage and its head as a model, which reads values that the models of earlier stages return.
     *
     * @param stage number of the stage; 1 is the first
     * @throws IllegalArgumentException if the stage is too large for one model
     */
    public ModelProto stageModel(int stage) {
        return graph.stageModel(stage, metadata("", LOGITS));
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

    /** Adds the input and its scaling, and returns the input of the first stage. */
    private String addInput(ExportRequest request) {
        long[] shape =
                factory.shape().lengths().stream().mapToLong(Integer::longValue).toArray();
        graph.input(Dl4jExport.INPUT, shape);
        OnnxNodes nodes = graph.nodes("input", parameters::get, List.of());
        String scaled = request.scaling()
                .filter(known -> !known.isNone())
                .map(known -> addScaling(nodes, Dl4jScaling.of(known, inputType()), shape.length))
                .orElse(Dl4jExport.INPUT);
        return arrange(nodes, scaled, factory.stageInput(1));
    }

    private static String addScaling(OnnxNodes nodes, Dl4jScaling scaling, int axes) {
        long[] perChannel = new long[axes];
        Arrays.fill(perChannel, 1);
        perChannel[0] = scaling.means().length;
        return nodes.add(
                "Div",
                nodes.add("Sub", Dl4jExport.INPUT, nodes.constant("means", scaling.means(), perChannel)),
                nodes.constant("deviations", scaling.deviations(), perChannel));
    }

    /** Returns examples in the layout of the input of the first stage, with the channels of images first. */
    private String arrange(OnnxNodes nodes, String x, InputType type) {
        boolean moved = InputLayout.movesChannelsLast(factory.shape(), type);
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

    /** Adds a stage and its head, and returns the output of the stage. */
    private String addStage(int k, String x) {
        String stage = "stage" + k;
        String features = new Translation(stage, k, factory.stage(k), factory.stageInput(k)).run(x);
        String y = graph.publish(stage, features, shape(factory.headInput(k)));
        String exit = Dl4jExport.EXIT + k;
        String logits = new Translation(exit, k, factory.head(k), factory.headInput(k)).run(y);
        graph.publish(exit + LOGITS, logits, factory.classes());
        String probabilities = graph.nodes(exit, parameters::get, List.of())
                .operator("Softmax")
                .integer("axis", -1)
                .on(logits);
        graph.publish(exit, probabilities, factory.classes());
        logitsSoFar.add(logits);
        thresholds.ifPresent(found -> addAnswer(exit, found, logits, probabilities));
        return y;
    }

    /** Adds what an exit answers, and whether an example leaves there. */
    private void addAnswer(String exit, ExitRule.Thresholds rule, String logits, String probabilities) {
        OnnxNodes nodes = graph.nodes(exit + "/answer", parameters::get, List.of());
        String answer = logits;
        String likely = probabilities;
        if (rule.ensemble()) {
            answer = nodes.add("Mean", logitsSoFar.toArray(String[]::new));
            likely = nodes.operator("Softmax").integer("axis", -1).on(answer);
        }
        String largest = nodes.operator("ReduceMax")
                .integers("axes", -1)
                .integer("keepdims", 0)
                .on(likely);
        boolean last = answers.size() == factory.stages() - 1;
        String leaves = last
                ? null
                : nodes.add(
                        "GreaterOrEqual",
                        largest,
                        nodes.add("Gather", OnnxGraph.THRESHOLDS, nodes.integers(answers.size())));
        answers.add(new OnnxGraph.Answer(likely, answer, leaves));
    }

    /** Returns the shape of a value of one example in the exported graph. */
    private static long[] shape(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return new long[] {image.getChannels(), image.getHeight(), image.getWidth()};
        }
        return type.getShape(false);
    }

    /** The translation of the graph of a stage or a head, with names of outputs. */
    private final class Translation extends LayerWalk<String> {
        private final int stage;

        Translation(String part, int stage, ComputationGraphConfiguration configuration, InputType type) {
            super(part, configuration, type);
            this.stage = stage;
        }

        @Override
        String add(String vertex, String below, String x) {
            Object layer = WrappedLayers.configured(configuration.getVertices().get(vertex));
            OnnxNodes nodes = graph.nodes(
                    part + "/" + vertex,
                    parameter -> parameters.get("%s/%s/%s".formatted(part, vertex, parameter)),
                    features.subList(0, stage - 1));
            if (layer instanceof FeatureTap) {
                features.add(
                        graph.publish(part + FEATURE, x, shape(types.get(vertex).output())));
                return features.get(stage - 1);
            }
            String input = flattened(nodes, vertex, below, x);
            if (layer instanceof OnnxEquivalent own) {
                return own.addOnnx(nodes, input);
            }
            return OnnxStockLayers.add(layer, types.get(vertex).input(), nodes, input)
                    .orElseThrow(() -> new IllegalArgumentException(
                            ("%s has no equivalent in the ONNX format; export for Deeplearning4j, use a layer that has"
                                            + " one (docs/onnx.md), or implement OnnxEquivalent")
                                    .formatted(layer.getClass().getSimpleName())));
        }

        /** Returns the input of a layer; an image if the layer reads vectors is flattened, as in the engine. */
        private String flattened(OnnxNodes nodes, String vertex, String below, String x) {
            return LayerTypes.preprocessorOf(
                            configuration.getVertices().get(vertex),
                            types.get(below).output())
                    .map(preprocessor -> {
                        if (!(preprocessor instanceof CnnToFeedForwardPreProcessor flattening)) {
                            throw new IllegalArgumentException(
                                    preprocessor.getClass().getSimpleName() + " has no equivalent in the ONNX format");
                        }
                        boolean channelsLast = flattening.getFormat() == CNN2DFormat.NHWC;
                        return nodes.add("Flatten", channelsLast ? nodes.transpose(x, 0, 2, 3, 1) : x);
                    })
                    .orElse(x);
        }
    }
}
