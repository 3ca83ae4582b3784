package org.exeunt.dl4j.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.dl4j.design.EmbeddingGraphs;
import org.exeunt.dl4j.design.FeatureTap;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.spi.Dl4jEquivalent;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.exception.ND4JException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Exports an early-exit network as a single graph of Deeplearning4j's own layers: input {@code in}, for images
 * {@code [batch, channels, height, width]}, for series {@code [batch, channels, 1, time]} or, with recurrent stages,
 * {@code [batch, channels, time]}; one output per exit, {@code exit1}, {@code exit2}, …, with class probabilities
 * {@code [batch, classes]}. If the scaling of inputs is known, the first layer applies it.
 */
public final class Dl4jExport {
    static final String INPUT = "in";
    static final String EXIT = "exit";

    private static final String SCALING = "scaling";

    private final GraphFactory factory;
    private final Optional<Dl4jScaling> scaling;
    private final GraphBuilder graph;
    /** Name of the exported parameter that receives the values of a block, by block name. */
    private final Map<String, String> targets = new HashMap<>();

    private Dl4jExport(GraphFactory factory, Optional<Dl4jScaling> scaling) {
        this.factory = factory;
        this.scaling = scaling;
        this.graph = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .seed(0) // the default is the time, which would become part of the file
                .graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(input(factory));
    }

    /**
     * Builds the graph.
     *
     * @throws IllegalArgumentException if a layer has no equivalent in Deeplearning4j's own layers
     */
    public static ComputationGraph of(GraphFactory factory, NetworkSpec spec, ExportRequest request) {
        Optional<Dl4jScaling> scaling =
                request.scaling().filter(known -> !known.isNone()).map(known -> Dl4jScaling.of(known, input(factory)));
        Dl4jExport stock = new Dl4jExport(factory, scaling);
        ComputationGraph built = stock.build();
        scaling.ifPresent(values -> values.write(built, SCALING));
        float[] flat = request.parameters().values();
        for (Block block : spec.layout().blocks()) {
            write(Arrays.copyOfRange(flat, block.offset(), block.end()), stock.target(block, built));
        }
        return built;
    }

    private ComputationGraph build() {
        try {
            ComputationGraph built = new ComputationGraph(configuration());
            built.init();
            return built;
        } catch (DL4JException | ND4JException | IllegalStateException e) {
            throw new IllegalArgumentException(
                    "Deeplearning4j cannot build the network from its own layers (%s)".formatted(e.getMessage()), e);
        }
    }

    private INDArray target(Block block, ComputationGraph built) {
        String name = targets.get(block.name());
        INDArray target = name == null ? null : built.getParam(name);
        if (target == null || target.length() != block.size()) {
            throw new IllegalArgumentException(
                    ("block '%s' of %d values has no parameter of the same size in Deeplearning4j's own layers; name "
                                    + "one in Dl4jEquivalent.Added")
                            .formatted(block.name(), block.size()));
        }
        return target;
    }

    /**
     * Returns the input type of the exported graph: images are {@code [channels, height, width]} for every input type
     * of the first stage.
     */
    public static InputType input(GraphFactory factory) {
        InputType type = factory.stageInput(1);
        if (type instanceof InputType.InputTypeConvolutional image) {
            return InputType.convolutional(image.getHeight(), image.getWidth(), image.getChannels());
        }
        if (type instanceof InputType.InputTypeFeedForward) {
            List<Integer> lengths = factory.shape().lengths();
            return factory.shape().isImage()
                    ? InputType.convolutional(lengths.get(1), lengths.get(2), lengths.get(0))
                    : type;
        }
        if (type instanceof InputType.InputTypeRecurrent sequence && sequence.getFormat() == RNNFormat.NCW
                || type instanceof InputType.InputTypeConvolutional3D volume
                        && volume.getDataFormat() == Convolution3D.DataFormat.NCDHW) {
            return type;
        }
        throw new IllegalArgumentException(
                "networks with input %s have no equivalent in Deeplearning4j's own layers".formatted(type));
    }

    private ComputationGraphConfiguration configuration() {
        List<String> outputs = new ArrayList<>();
        String below = INPUT;
        if (scaling.isPresent()) {
            graph.addLayer(SCALING, scaling.get().layer(), INPUT);
            below = SCALING;
        }
        for (int k = 1; k <= factory.stages(); k++) {
            below = add("stage" + k, factory.stage(k), below);
            String logits = add(EXIT + k, factory.head(k), below);
            graph.addLayer(
                    EXIT + k,
                    new ActivationLayer.Builder().activation(Activation.SOFTMAX).build(),
                    logits);
            outputs.add(EXIT + k);
        }
        return EmbeddingGraphs.build(graph.setOutputs(outputs.toArray(String[]::new)), input(factory));
    }

    /** Adds a stage or a head and returns the name of its output. */
    private String add(String part, ComputationGraphConfiguration configuration, String input) {
        Map<String, String> names = new HashMap<>(Map.of(GraphFactory.INPUT, input));
        StageGraph assembled = new StageGraph(configuration);
        assembled.init();
        for (var running : assembled.verticesInOrder()) {
            if (!running.isInputVertex()) {
                String vertex = running.getVertexName();
                String[] inputs = configuration.getVertexInputs().get(vertex).stream()
                        .map(names::get)
                        .toArray(String[]::new);
                names.put(vertex, add(part, running, configuration.getVertices().get(vertex), inputs));
            }
        }
        assembled.close();
        return names.get(configuration.getNetworkOutputs().get(0));
    }

    private String add(
            String part,
            org.deeplearning4j.nn.graph.vertex.GraphVertex running,
            GraphVertex configuration,
            String[] inputs) {
        String vertex = running.getVertexName();
        String name = part + "-" + vertex;
        if (!(configuration instanceof LayerVertex holder)) {
            requireExportable(part, vertex, configuration, null);
            graph.addVertex(name, configuration.clone(), inputs);
            return mapAll(part, running, name);
        }
        Layer layer = holder.getLayerConf().getLayer();
        if (layer instanceof FeatureTap) {
            return inputs[0];
        }
        requireExportable(part, vertex, layer, holder.getPreProcessor());
        if (layer instanceof Dl4jEquivalent equivalent) {
            Dl4jEquivalent.Added stock = equivalent.addDl4j(graph, name, inputs[0]);
            stock.parameters()
                    .forEach((parameter, target) -> targets.put("%s/%s/%s".formatted(part, vertex, parameter), target));
            return stock.output();
        }
        graph.addLayer(name, layer.clone(), inputs);
        return mapAll(part, running, name);
    }

    private static void requireExportable(String part, String vertex, Object configuration, Object preprocessor) {
        boolean isStock = configuration.getClass().getName().startsWith("org.deeplearning4j.");
        String reason = !isStock && !(configuration instanceof Dl4jEquivalent)
                ? "is of type %s, which has no equivalent in Deeplearning4j's layers; it may implement Dl4jEquivalent"
                : preprocessor instanceof CnnToFeedForwardPreProcessor flattening
                                && flattening.getFormat() == CNN2DFormat.NHWC
                                && flattening.getInputHeight() * flattening.getInputWidth() > 1
                        ? "is a %s of images with channels last, which the exported graph has first; pool them before"
                        : null;
        if (reason != null) {
            throw new IllegalArgumentException("layer '%s' of %s "
                    .concat(reason)
                    .formatted(vertex, part, configuration.getClass().getSimpleName()));
        }
    }

    /** Maps the parameters of a layer or vertex, exported unchanged, to those of the same names; returns its name. */
    private String mapAll(String part, org.deeplearning4j.nn.graph.vertex.GraphVertex running, String name) {
        running.paramTable(false)
                .forEach((parameter, values) -> targets.put(
                        "%s/%s/%s".formatted(part, running.getVertexName(), parameter), name + "_" + parameter));
        return name;
    }

    /** Writes values in memory order, which is column-major for the weights of dense layers. */
    private static void write(float[] values, INDArray target) {
        target.assign(Nd4j.create(values, target.shape(), target.ordering()));
    }
}
