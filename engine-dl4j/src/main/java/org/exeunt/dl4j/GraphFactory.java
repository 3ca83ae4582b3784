package org.exeunt.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.EarlierFeatureReader;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.dl4j.spi.StochasticLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

/** Assembles the graph of every stage and head from a backbone and a head plugin. Safe for any number of threads. */
final class GraphFactory {
    /** Name of the input of every graph. */
    static final String INPUT = "in";
    /** Name of the tap in every head. */
    static final String FEATURE = "feature-tap";

    private static final ErrorCode PARTS_DO_NOT_FIT = ErrorCategory.CONFIG.code(41);

    private final Backbone backbone;
    private final ExitHead head;
    private final InputShape shape;
    private final int classes;
    /** What stage k reads, and last what the final stage gives. */
    private final List<InputType> types = new ArrayList<>();

    GraphFactory(Backbone backbone, ExitHead head, InputShape shape, int classes) {
        this.backbone = backbone;
        this.head = head;
        this.shape = shape;
        this.classes = classes;
        try {
            types.add(withLength(backbone.input(shape), shape));
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(PARTS_DO_NOT_FIT, e.getMessage(), e);
        }
        for (int stage = 1; stage <= backbone.stages(); stage++) {
            types.add(output("stage " + stage + " of the backbone", stage(stage), stageInput(stage)));
        }
        requireThat(
                backbone.padding().isEmpty() || shape.lengths().size() <= 2,
                "the backbone states a padding, which sequences [steps] or [channels, steps] have; examples are "
                        + shape);
        for (int exit = 1; exit <= backbone.stages(); exit++) {
            ComputationGraphConfiguration graph = head(exit);
            requireLogits(exit, output("the head of exit " + exit, graph, headInput(exit)));
            requireFeaturesToLookBackAt(exit, graph);
        }
    }

    /** Sequences whose type leaves their length open are as long as the examples. */
    private static InputType withLength(InputType type, InputShape shape) {
        return type instanceof InputType.InputTypeRecurrent sequence && sequence.getTimeSeriesLength() < 1
                ? InputType.recurrent(sequence.getSize(), shape.size() / sequence.getSize(), sequence.getFormat())
                : type;
    }

    private static InputType output(String what, ComputationGraphConfiguration graph, InputType input) {
        LayerTypes output =
                LayerTypes.of(graph, input).get(graph.getNetworkOutputs().get(0));
        requireThat(
                output.rows() == 1,
                "%s returns a row for every step of a sequence; wrap layers for single steps in TimeDistributed, or read one step before them"
                        .formatted(what));
        return output.given();
    }

    int stages() {
        return backbone.stages();
    }

    /** Returns what finds the padding of sequences; empty if there is none. */
    Optional<Padding> padding() {
        return backbone.padding().isEmpty()
                ? Optional.empty()
                : Optional.of(new Padding(backbone.padding().getAsDouble(), shape));
    }

    /** Returns the value that pads sequences; empty if there is none. */
    OptionalDouble paddedWith() {
        return backbone.padding();
    }

    InputShape shape() {
        return shape;
    }

    int classes() {
        return classes;
    }

    /** Returns what a stage reads, 1 for the first. */
    InputType stageInput(int stage) {
        return types.get(stage - 1);
    }

    /** Returns what an exit's head reads. */
    InputType headInput(int exit) {
        return types.get(exit);
    }

    /** Returns a fresh configuration of a stage. */
    ComputationGraphConfiguration stage(int stage) {
        InputType type = stageInput(stage);
        return assemble(
                "stage " + stage + " of the backbone", type, graph -> backbone.addStage(stage, graph, INPUT, type));
    }

    /** Returns a fresh configuration of an exit's head. */
    ComputationGraphConfiguration head(int exit) {
        InputType type = headInput(exit);
        return assemble("the head of exit " + exit, type, graph -> {
            String feature = head.addFeature(graph, INPUT, type);
            graph.addLayer(FEATURE, new FeatureTap(), feature);
            return head.addLogits(graph, FEATURE, classes);
        });
    }

    /** Returns whether narrower networks are slices of this one. */
    boolean narrowsExactly() {
        return backbone.narrowsExactly() && head.narrowsExactly();
    }

    /** Returns whether any layer draws random numbers in training. */
    boolean drawsInTraining() {
        for (int k = 1; k <= stages(); k++) {
            if (draws(stage(k)) || draws(head(k))) {
                return true;
            }
        }
        return false;
    }

    private static boolean draws(ComputationGraphConfiguration graph) {
        return graph.getVertices().values().stream()
                .filter(LayerVertex.class::isInstance)
                .flatMap(vertex ->
                        WrappedLayers.all(((LayerVertex) vertex).getLayerConf().getLayer()))
                .anyMatch(layer -> layer.getIDropout() != null
                        || layer instanceof StochasticLayer drawing && drawing.drawsInTraining()
                        || layer instanceof BaseLayer weighted && weighted.getWeightNoise() != null);
    }

    private static ComputationGraphConfiguration assemble(
            String what, InputType type, Function<GraphBuilder, String> fragment) {
        try {
            GraphBuilder graph = new NeuralNetConfiguration.Builder()
                    .dataType(DataType.FLOAT)
                    .updater(new Sgd(1))
                    .trainingWorkspaceMode(WorkspaceMode.NONE)
                    .inferenceWorkspaceMode(WorkspaceMode.NONE)
                    .graphBuilder()
                    .addInputs(INPUT)
                    .setInputTypes(type);
            return Vocabularies.build(graph.setOutputs(fragment.apply(graph)), type);
        } catch (DL4JException | IllegalStateException | IllegalArgumentException e) {
            throw new ExeuntException(
                    PARTS_DO_NOT_FIT, "%s cannot be built on %s: %s".formatted(what, type, e.getMessage()), e);
        }
    }

    private void requireFeaturesToLookBackAt(int exit, ComputationGraphConfiguration graph) {
        for (GraphVertex vertex : graph.getVertices().values()) {
            if (vertex instanceof LayerVertex layer
                    && layer.getLayerConf().getLayer() instanceof EarlierFeatureReader reader) {
                requireThat(
                        exit <= reader.mostFeatures(),
                        "the head of exit %d looks back at %d features; at most %d are allowed, so raise 'memory' of the head"
                                .formatted(exit, exit, reader.mostFeatures()));
                requireThat(
                        featureSize(exit) == featureSize(1),
                        "the head of exit %d looks back at features of length %d, its own has %d; choose a backbone whose stages are equally wide, or another head"
                                .formatted(exit, featureSize(1), featureSize(exit)));
            }
        }
    }

    private long featureSize(int exit) {
        return LayerTypes.of(head(exit), headInput(exit)).get(FEATURE).given().arrayElementsPerExample();
    }

    private static void requireThat(boolean holds, String problem) {
        if (!holds) {
            throw new ExeuntException(PARTS_DO_NOT_FIT, problem);
        }
    }

    private void requireLogits(int exit, InputType given) {
        if (!(given instanceof InputType.InputTypeFeedForward logits) || logits.getSize() != classes) {
            throw new ExeuntException(
                    PARTS_DO_NOT_FIT,
                    "the head of exit %d gives %s; expected %d logits".formatted(exit, given, classes));
        }
    }
}
