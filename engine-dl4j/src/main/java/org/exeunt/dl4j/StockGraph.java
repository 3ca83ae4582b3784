package org.exeunt.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.spi.StockForm;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An early-exit network as one graph of Deeplearning4j's own layers: input {@code in}, for images {@code [batch, channels, height, width]}, and an
 * output {@code exit1}, {@code exit2}, … for every exit, the probabilities of the classes {@code [batch, classes]}.
 */
final class StockGraph {
    private static final String INPUT = "in";
    private static final String DEEPLEARNING4J = "org.deeplearning4j.";

    private final Blueprint blueprint;
    private final GraphBuilder graph;
    /** Where the values of each block go, by the block's name. */
    private final Map<String, String> places = new HashMap<>();

    private StockGraph(Blueprint blueprint) {
        this.blueprint = blueprint;
        this.graph = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(input(blueprint.stageInput(1)));
    }

    /**
     * Builds the graph.
     *
     * @throws IllegalArgumentException if a layer has no form in Deeplearning4j's own layers
     */
    static ComputationGraph of(Blueprint blueprint, NetworkFacts facts, ParameterSet parameters) {
        StockGraph stock = new StockGraph(blueprint);
        ComputationGraph built = new ComputationGraph(stock.configuration());
        built.init();
        float[] flat = new float[facts.layout().size()];
        parameters.copyToFlat(flat);
        for (Block block : facts.layout().blocks()) {
            write(
                    Arrays.copyOfRange(flat, block.offset(), block.end()),
                    built.getParam(stock.places.get(block.name())));
        }
        return built;
    }

    private static InputType input(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return InputType.convolutional(image.getHeight(), image.getWidth(), image.getChannels());
        }
        if (type instanceof InputType.InputTypeFeedForward) {
            return type;
        }
        throw new IllegalArgumentException(
                "networks on %s have no form in Deeplearning4j's own layers".formatted(type));
    }

    private ComputationGraphConfiguration configuration() {
        List<String> outputs = new ArrayList<>();
        String below = INPUT;
        for (int k = 1; k <= blueprint.stages(); k++) {
            below = add("stage" + k, blueprint.stage(k), below);
            String logits = add("exit" + k, blueprint.head(k), below);
            graph.addLayer(
                    "exit" + k,
                    new ActivationLayer.Builder().activation(Activation.SOFTMAX).build(),
                    logits);
            outputs.add("exit" + k);
        }
        return graph.setOutputs(outputs.toArray(String[]::new)).build();
    }

    /** Adds a stage or a head and returns the name of its output. */
    private String add(String part, ComputationGraphConfiguration configuration, String input) {
        Map<String, String> names = new HashMap<>(Map.of(Blueprint.INPUT, input));
        Link link = new Link(configuration);
        link.init();
        for (var running : link.verticesInOrder()) {
            if (!running.isInputVertex()) {
                String vertex = running.getVertexName();
                String[] inputs = configuration.getVertexInputs().get(vertex).stream()
                        .map(names::get)
                        .toArray(String[]::new);
                names.put(vertex, add(part, vertex, configuration.getVertices().get(vertex), inputs));
            }
        }
        link.close();
        return names.get(configuration.getNetworkOutputs().get(0));
    }

    private String add(String part, String vertex, GraphVertex conf, String[] inputs) {
        String name = part + "-" + vertex;
        if (!(conf instanceof LayerVertex holder)) {
            graph.addVertex(name, conf.clone(), inputs);
            return name;
        }
        Layer layer = holder.getLayerConf().getLayer();
        if (layer instanceof FeatureTap) {
            return inputs[0];
        }
        if (layer instanceof StockForm form) {
            StockForm.Stock stock = form.addStock(graph, name, inputs[0]);
            stock.parameters()
                    .forEach((parameter, place) -> places.put("%s/%s/%s".formatted(part, vertex, parameter), place));
            return stock.output();
        }
        if (!layer.getClass().getName().startsWith(DEEPLEARNING4J)) {
            throw new IllegalArgumentException(
                    "layer '%s' of %s is a %s, which has no form in Deeplearning4j's own layers; choose another backbone or head, or let it implement StockForm"
                            .formatted(vertex, part, layer.getClass().getSimpleName()));
        }
        graph.addLayer(name, layer.clone(), inputs);
        for (String parameter : layer.initializer().paramKeys(layer)) {
            places.put("%s/%s/%s".formatted(part, vertex, parameter), name + "_" + parameter);
        }
        return name;
    }

    /** Values lie in the order of the layer's memory, which for weights of dense layers is column by column. */
    private static void write(float[] values, INDArray target) {
        INDArray source = Nd4j.createFromArray(values);
        target.assign(
                target.rank() == 2 && target.ordering() == 'f' && target.size(0) > 1
                        ? source.reshape('c', target.size(1), target.size(0)).transpose()
                        : source.reshape('c', target.shape()));
    }
}
