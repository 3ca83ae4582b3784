package org.exeunt.dl4j.design;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.EarlierFeatureReader;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.dl4j.spi.StochasticLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.exception.ND4JException;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Creates the graph configurations of all stages and heads from a backbone and a head. Thread-safe. */
public final class GraphFactory {
    /** Name of the input of every graph. */
    public static final String INPUT = "in";
    /** Name of the tap in every head. */
    static final String FEATURE = "feature-tap";
    /** Name of the layer that selects what a head reads, if there is one. */
    private static final String SELECTED = "selected";

    private final Backbone backbone;
    private final ExitHead head;
    private final InputShape shape;
    private final int classes;
    /** The input type of each stage, followed by the output type of the final stage. */
    private final List<InputType> types = new ArrayList<>();

    public GraphFactory(Backbone backbone, ExitHead head, InputShape shape, int classes) {
        this.backbone = backbone;
        this.head = head;
        this.shape = shape;
        this.classes = classes;
        requireThat(
                backbone.stages() >= 1, "the backbone has %d stages; expected at least 1".formatted(backbone.stages()));
        types.add(input());
        for (int stage = 1; stage <= backbone.stages(); stage++) {
            types.add(output(nameOfStage(stage), stage(stage), stageInput(stage)));
        }
        requireThat(
                backbone.padding().isEmpty() || shape.lengths().size() <= 2,
                "the backbone defines a padding value, which requires sequences [steps] or [channels, steps]; found "
                        + "examples "
                        + shape);
        for (int exit = 1; exit <= backbone.stages(); exit++) {
            ComputationGraphConfiguration graph = head(exit);
            requireLogits(exit, graph, output(nameOfHead(exit), graph, headInput(exit)));
            requireReadableFeatures(exit, graph);
            // Deeplearning4j draws other noise for a second backward pass, which losses of only the head need
            requireThat(
                    WrappedLayers.all(graph).noneMatch(GraphFactory::hasWeightNoise),
                    "the head of exit %d has weight noise; expected none. Use dropout instead".formatted(exit));
        }
    }

    private static String nameOfStage(int stage) {
        return "stage " + stage + " of the backbone";
    }

    private static String nameOfHead(int exit) {
        return "the head of exit " + exit;
    }

    private InputType input() {
        InputType type;
        try {
            type = withLength(backbone.input(shape), shape);
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(Errors.CONFIG_41, "network.backbone: " + e.getMessage(), e);
        }
        requireThat(
                type != null && InputLayout.holds(shape, type),
                "network.backbone: its input() returned %s for examples of shape %s; expected %s"
                        .formatted(
                                type,
                                shape,
                                shape.isImage()
                                        ? "InputType.convolutional(height, width, channels, format)"
                                        : "a type of as many values, in their order"));
        return type;
    }

    /** Sets the length of sequences from the examples if the type does not define it. */
    private static InputType withLength(InputType type, InputShape shape) {
        return type instanceof InputType.InputTypeRecurrent sequence && sequence.getTimeSeriesLength() < 1
                ? InputType.recurrent(sequence.getSize(), shape.size() / sequence.getSize(), sequence.getFormat())
                : type;
    }

    private static InputType output(String part, ComputationGraphConfiguration graph, InputType input) {
        LayerTypes output =
                LayerTypes.of(graph, input).get(graph.getNetworkOutputs().get(0));
        requireThat(
                output.rows() == 1,
                ("%s returns one row per step of a sequence; wrap layers for single steps in TimeDistributed, or "
                                + "select one step before them")
                        .formatted(part));
        return output.output();
    }

    public int stages() {
        return backbone.stages();
    }

    /** Returns the value that pads sequences; empty if sequences are not padded. */
    public OptionalDouble paddedWith() {
        return backbone.padding();
    }

    public InputShape shape() {
        return shape;
    }

    public int classes() {
        return classes;
    }

    /** Returns the input type of a stage; 1 is the first stage. */
    public InputType stageInput(int stage) {
        return types.get(stage - 1);
    }

    /** Returns the input type of the head of an exit. */
    public InputType headInput(int exit) {
        return types.get(exit);
    }

    /** Returns a new configuration of a stage. */
    public ComputationGraphConfiguration stage(int stage) {
        InputType type = stageInput(stage);
        return assemble(nameOfStage(stage), type, graph -> backbone.addStage(stage, graph, INPUT, type));
    }

    /** Returns a new configuration of the head of an exit. */
    public ComputationGraphConfiguration head(int exit) {
        InputType type = headInput(exit);
        return assemble(nameOfHead(exit), type, graph -> {
            String feature = addFeature(graph, type, exit);
            graph.addLayer(FEATURE, new FeatureTap(), feature);
            String logits = head.addLogits(graph, FEATURE, classes);
            readers(graph.getVertices()).forEach(reader -> reader.setFeatures(exit));
            return logits;
        });
    }

    private static Stream<EarlierFeatureReader> readers(Map<String, GraphVertex> vertices) {
        return vertices.values().stream()
                .map(WrappedLayers::configured)
                .filter(EarlierFeatureReader.class::isInstance)
                .map(EarlierFeatureReader.class::cast);
    }

    private String addFeature(GraphBuilder graph, InputType stageOutput, int exit) {
        Optional<Layer> selection = backbone.headInput(exit);
        if (selection.isEmpty()) {
            return head.addFeature(graph, INPUT, stageOutput, exit);
        }
        graph.addLayer(SELECTED, selection.get(), INPUT);
        return head.addFeature(graph, SELECTED, selection.get().getOutputType(-1, stageOutput), exit);
    }

    /** Returns the channels of each modality by name. */
    public Map<String, List<Integer>> modalities() {
        return backbone.modalities();
    }

    /** Returns whether narrower networks are exact slices of this one. */
    public boolean narrowsExactly() {
        return backbone.narrowsExactly() && head.narrowsExactly();
    }

    /** Returns whether a layer draws random numbers in training. */
    public boolean drawsInTraining() {
        return IntStream.rangeClosed(1, stages()).anyMatch(k -> draws(stage(k)) || draws(head(k)));
    }

    private static boolean draws(ComputationGraphConfiguration graph) {
        return WrappedLayers.all(graph)
                .anyMatch(layer -> layer.getIDropout() != null
                        || layer instanceof StochasticLayer drawing && drawing.drawsInTraining()
                        || hasWeightNoise(layer));
    }

    private static boolean hasWeightNoise(Layer layer) {
        return layer instanceof BaseLayer weighted && weighted.getWeightNoise() != null;
    }

    private static ComputationGraphConfiguration assemble(
            String part, InputType type, Function<GraphBuilder, String> fragment) {
        try {
            GraphBuilder graph = new NeuralNetConfiguration.Builder()
                    .dataType(DataType.FLOAT)
                    .updater(new Sgd(1))
                    .trainingWorkspaceMode(WorkspaceMode.NONE)
                    .inferenceWorkspaceMode(WorkspaceMode.NONE)
                    .graphBuilder()
                    .addInputs(INPUT)
                    .setInputTypes(type);
            return EmbeddingGraphs.build(graph.setOutputs(fragment.apply(graph)), type);
        } catch (DL4JException | InvalidInputTypeException | IllegalStateException | IllegalArgumentException e) {
            throw cannotBeBuilt(part, type, e);
        }
    }

    /** Returns the exception for a stage or head that does not fit its input. */
    static ExeuntException cannotBeBuilt(String part, InputType type, RuntimeException cause) {
        boolean describesItself = cause instanceof DL4JException
                || cause instanceof ND4JException
                || cause instanceof InvalidInputTypeException
                || cause instanceof IllegalStateException
                || cause instanceof IllegalArgumentException;
        String reason = describesItself ? String.valueOf(cause.getMessage()) : FailureText.of(cause);
        return new ExeuntException(
                Errors.CONFIG_41,
                "%s cannot be built on %s: %s".formatted(part, size(type), reason.replaceAll("\\s*\\R", " ")),
                cause);
    }

    /** Returns an example of zeros for the first stage. */
    public INDArray example() {
        return Nd4j.zeros(DataType.FLOAT, Trial.shape(stageInput(1)));
    }

    /**
     * Builds a stage and computes one example with it, so that mistakes in its layers are found before a run starts.
     *
     * @param input what the stage before has returned for the example
     * @throws ExeuntException CONFIG-41 if that fails, CONFIG-62 if a layer computes wrong results
     */
    public Trial tryStage(int stage, INDArray input) {
        return Trial.of(nameOfStage(stage), stage(stage), stageInput(stage), input, List.of());
    }

    /** Builds the head of an exit and computes one example with it; see {@link #tryStage}. */
    public Trial tryHead(int exit, INDArray input) {
        List<INDArray> earlier = Collections.nCopies(exit - 1, Nd4j.zeros(DataType.FLOAT, 1, featureSize(1)));
        return Trial.of(nameOfHead(exit), head(exit), headInput(exit), input, earlier);
    }

    private static String size(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional maps) {
            return "%d channels of %d x %d values".formatted(maps.getChannels(), maps.getHeight(), maps.getWidth());
        }
        return type instanceof InputType.InputTypeRecurrent series
                ? "series of %d values".formatted(series.getSize())
                : "%d values".formatted(type.arrayElementsPerExample());
    }

    private void requireReadableFeatures(int exit, ComputationGraphConfiguration graph) {
        readers(graph.getVertices()).forEach(reader -> {
            requireThat(
                    exit <= reader.mostFeatures(),
                    ("the head of exit %d reads %d features, but 'memory' allows at most %d; increase 'memory' of "
                                    + "the head")
                            .formatted(exit, exit, reader.mostFeatures()));
            requireThat(
                    featureSize(exit) == featureSize(1),
                    ("the head of exit %d reads earlier features of length %d, but its own feature has length %d; "
                                    + "choose a backbone with stages of equal width, or another head")
                            .formatted(exit, featureSize(1), featureSize(exit)));
        });
    }

    private long featureSize(int exit) {
        return LayerTypes.of(head(exit), headInput(exit)).get(FEATURE).output().arrayElementsPerExample();
    }

    /** Throws CONFIG-41 with the problem unless a condition holds. */
    static void requireThat(boolean holds, String problem) {
        if (!holds) {
            throw new ExeuntException(Errors.CONFIG_41, problem);
        }
    }

    private void requireLogits(int exit, ComputationGraphConfiguration graph, InputType output) {
        requireThat(
                output instanceof InputType.InputTypeFeedForward logits && logits.getSize() == classes,
                "the head of exit %d returns %s; expected %d logits".formatted(exit, output, classes));
        activation(graph.getVertices().get(graph.getNetworkOutputs().get(0)))
                .ifPresent(activation -> requireThat(
                        activation instanceof ActivationIdentity,
                        ("the head of exit %d ends with the activation %s; expected raw logits. Set the activation of "
                                        + "its last layer to IDENTITY (the default of Deeplearning4j's layers is "
                                        + "sigmoid)")
                                .formatted(exit, activation)));
    }

    /** Returns the activation function of a layer of Deeplearning4j; other layers may ignore what they inherit. */
    private static Optional<IActivation> activation(GraphVertex vertex) {
        if (!(vertex instanceof LayerVertex holder)) {
            return Optional.empty();
        }
        Layer layer = WrappedLayers.innermost(holder.getLayerConf().getLayer());
        if (layer instanceof ActivationLayer activation) {
            return Optional.of(activation.getActivationFn());
        }
        boolean stock =
                layer instanceof DenseLayer || layer.getClass().getPackage().equals(BaseLayer.class.getPackage());
        return stock && layer instanceof BaseLayer weighted
                ? Optional.ofNullable(weighted.getActivationFn())
                : Optional.empty();
    }
}
