package org.exeunt.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.exception.DL4JException;
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
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.dl4j.spi.StockEquivalent;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.exception.ND4JException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An early-exit network as one graph of Deeplearning4j's own layers: input {@code in}, for images {@code [batch, channels, height, width]}, for
 * series {@code [batch, channels, 1, time]} or, of recurrent stages, {@code [batch, channels, time]}, and an output {@code exit1}, {@code exit2}, … for every exit, the probabilities of the classes
 * {@code [batch, classes]}. If the scaling of inputs is known, the first layer applies it.
 */
final class StockGraph {
    static final String INPUT = "in";
    static final String EXIT = "exit";

    private static final String SCALING = "scaling";
    private static final String DEEPLEARNING4J = "org.deeplearning4j.";

    private final GraphFactory blueprint;
    private final Optional<StockScaling> scaling;
    private final GraphBuilder graph;
    /** Where the values of each block go, by the block's name. */
    private final Map<String, String> places = new HashMap<>();

    private StockGraph(GraphFactory blueprint, Optional<StockScaling> scaling) {
        this.blueprint = blueprint;
        this.scaling = scaling;
        this.graph = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(input(blueprint));
    }

    /**
     * Builds the graph.
     *
     * @throws IllegalArgumentException if a layer has no form in Deeplearning4j's own layers
     */
    static ComputationGraph of(GraphFactory blueprint, NetworkSpec facts, ExportRequest request) {
        Optional<StockScaling> scaling = request.scaling()
                .filter(known -> !known.isNone())
                .map(known -> StockScaling.of(known, input(blueprint)));
        StockGraph stock = new StockGraph(blueprint, scaling);
        ComputationGraph built = stock.build();
        scaling.ifPresent(values -> values.write(built, SCALING));
        float[] flat = new float[facts.layout().size()];
        request.parameters().copyToFlat(flat);
        for (Block block : facts.layout().blocks()) {
            write(Arrays.copyOfRange(flat, block.offset(), block.end()), stock.place(block, built));
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
                    "Deeplearning4j cannot build it of its own layers (%s)".formatted(e.getMessage()), e);
        }
    }

    private INDArray place(Block block, ComputationGraph built) {
        String name = places.get(block.name());
        INDArray place = name == null ? null : built.getParam(name);
        if (place == null || place.length() != block.size()) {
            throw new IllegalArgumentException(
                    "block '%s' of %d values has no place of that size in Deeplearning4j's own layers; let StockEquivalent.Stock name one"
                            .formatted(block.name(), block.size()));
        }
        return place;
    }

    /** Returns what the graph reads: images as images, whichever way the first stage asks for them. */
    static InputType input(GraphFactory blueprint) {
        InputType type = blueprint.stageInput(1);
        if (type instanceof InputType.InputTypeConvolutional image) {
            return InputType.convolutional(image.getHeight(), image.getWidth(), image.getChannels());
        }
        if (type instanceof InputType.InputTypeFeedForward) {
            List<Integer> lengths = blueprint.shape().lengths();
            return blueprint.shape().isImage()
                    ? InputType.convolutional(lengths.get(1), lengths.get(2), lengths.get(0))
                    : type;
        }
        boolean channelsFirst = type instanceof InputType.InputTypeRecurrent sequence
                ? sequence.getFormat() == RNNFormat.NCW
                : type instanceof InputType.InputTypeConvolutional3D volume
                        && volume.getDataFormat() == Convolution3D.DataFormat.NCDHW;
        if (channelsFirst) {
            return type;
        }
        throw new IllegalArgumentException(
                "networks on %s have no form in Deeplearning4j's own layers".formatted(type));
    }

    private ComputationGraphConfiguration configuration() {
        List<String> outputs = new ArrayList<>();
        String below = INPUT;
        if (scaling.isPresent()) {
            graph.addLayer(SCALING, scaling.get().layer(), INPUT);
            below = SCALING;
        }
        for (int k = 1; k <= blueprint.stages(); k++) {
            below = add("stage" + k, blueprint.stage(k), below);
            String logits = add(EXIT + k, blueprint.head(k), below);
            graph.addLayer(
                    EXIT + k,
                    new ActivationLayer.Builder().activation(Activation.SOFTMAX).build(),
                    logits);
            outputs.add(EXIT + k);
        }
        return Vocabularies.build(graph.setOutputs(outputs.toArray(String[]::new)), input(blueprint));
    }

    /** Adds a stage or a head and returns the name of its output. */
    private String add(String part, ComputationGraphConfiguration configuration, String input) {
        Map<String, String> names = new HashMap<>(Map.of(GraphFactory.INPUT, input));
        StageGraph link = new StageGraph(configuration);
        link.init();
        for (var running : link.verticesInOrder()) {
            if (!running.isInputVertex()) {
                String vertex = running.getVertexName();
                String[] inputs = configuration.getVertexInputs().get(vertex).stream()
                        .map(names::get)
                        .toArray(String[]::new);
                names.put(vertex, add(part, running, configuration.getVertices().get(vertex), inputs));
            }
        }
        link.close();
        return names.get(configuration.getNetworkOutputs().get(0));
    }

    private String add(
            String part, org.deeplearning4j.nn.graph.vertex.GraphVertex running, GraphVertex conf, String[] inputs) {
        String vertex = running.getVertexName();
        String name = part + "-" + vertex;
        if (!(conf instanceof LayerVertex holder)) {
            requireStock(part, vertex, conf);
            graph.addVertex(name, conf.clone(), inputs);
            placeAll(part, running, name);
            return name;
        }
        Layer layer = holder.getLayerConf().getLayer();
        if (layer instanceof FeatureTap) {
            return inputs[0];
        }
        if (layer instanceof StockEquivalent form) {
            StockEquivalent.Stock stock = form.addStock(graph, name, inputs[0]);
            stock.parameters()
                    .forEach((parameter, place) -> places.put("%s/%s/%s".formatted(part, vertex, parameter), place));
            return stock.output();
        }
        requireStock(part, vertex, layer);
        graph.addLayer(name, layer.clone(), inputs);
        placeAll(part, running, name);
        return name;
    }

    private static void requireStock(String part, String vertex, Object configuration) {
        if (!configuration.getClass().getName().startsWith(DEEPLEARNING4J)) {
            throw new IllegalArgumentException(
                    "layer '%s' of %s is of type %s, which has no form in Deeplearning4j's own layers; choose another backbone or head, or let it implement StockEquivalent"
                            .formatted(vertex, part, configuration.getClass().getSimpleName()));
        }
    }

    /** Lets the values of a layer or vertex that is exported as it is go where they come from. */
    private void placeAll(String part, org.deeplearning4j.nn.graph.vertex.GraphVertex running, String name) {
        running.paramTable(false)
                .keySet()
                .forEach(parameter -> places.put(
                        "%s/%s/%s".formatted(part, running.getVertexName(), parameter), name + "_" + parameter));
    }

    /** Values lie in the order of the layer's memory, which for weights of dense layers is column by column. */
    private static void write(float[] values, INDArray target) {
        target.assign(Nd4j.create(values, target.shape(), target.ordering()));
    }
}
