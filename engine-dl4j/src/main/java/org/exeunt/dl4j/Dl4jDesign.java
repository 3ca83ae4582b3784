package org.exeunt.dl4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.Macs;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.ModelExporter;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.design.ActivationMemory;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.HiddenAxes;
import org.exeunt.dl4j.design.InitialValues;
import org.exeunt.dl4j.design.MacCounts;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.design.Trial;
import org.exeunt.dl4j.design.WrappedLayers;
import org.exeunt.dl4j.export.DeviceExport;
import org.exeunt.dl4j.export.Dl4jExport;
import org.exeunt.dl4j.export.ExportNotes;
import org.exeunt.dl4j.export.OnnxExport;
import org.exeunt.dl4j.layers.sequence.TokenEmbedding;
import org.exeunt.dl4j.nativeaccess.NativeThreads;
import org.exeunt.dl4j.run.Dl4jNetwork;
import org.exeunt.dl4j.spi.MacCounting;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/** The description of a network before it is opened: parameter blocks, costs and the initial values of each block. */
final class Dl4jDesign implements NetworkDesign, ModelExporter {
    private static final String DL4J = "dl4j";
    private static final String ONNX = "onnx";
    private static final String ONNX_STAGES = "onnx-stages";
    private static final String ONNX_EXITS = "onnx-exits";
    private static final String ONNX_FEATURES = "onnx-features";
    private static final String DEVICE = "device";

    private final GraphFactory factory;
    private final InitialValues.Rule rule;
    private final NetworkSpec spec;
    private final List<InitialValues> initialValues = new ArrayList<>();
    /** Layers of unknown cost, each with its name, class and location. */
    private final List<String> uncounted = new ArrayList<>();

    Dl4jDesign(GraphFactory factory, InitialValues.Rule rule) {
        this.rule = rule;
        this.factory = factory;
        NativeThreads.useOne();
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        List<Macs> stageMacs = new ArrayList<>();
        List<Macs> headMacs = new ArrayList<>();
        List<Long> activations = new ArrayList<>();
        List<Integer> featureSizes = new ArrayList<>();
        List<INDArray> outputs = new ArrayList<>(List.of(factory.example()));
        for (int stage = 1; stage <= factory.stages(); stage++) {
            Trial trial = factory.tryStage(stage, outputs.get(stage - 1));
            outputs.add(trial.output());
            stageMacs.add(macs(trial.graph(), factory.stageInput(stage), "stage " + stage));
            activations.add(ActivationMemory.of(trial.graph().getConfiguration(), factory.stageInput(stage)));
            addBlocks(layout, true, stage, trial.graph());
        }
        for (int exit = 1; exit <= factory.stages(); exit++) {
            StageGraph head = factory.tryHead(exit, outputs.get(exit)).graph();
            headMacs.add(macs(head, factory.headInput(exit), "the head of exit " + exit));
            long kept = ActivationMemory.of(head.getConfiguration(), factory.headInput(exit));
            activations.set(exit - 1, activations.get(exit - 1) + kept);
            featureSizes.add((int) head.tap().feature().size(1));
            addBlocks(layout, false, exit, head);
        }
        ParameterLayout blocks = layout.build();
        this.spec = new NetworkSpec(
                blocks,
                factory.shape(),
                factory.classes(),
                stageMacs,
                headMacs,
                factory.narrowsExactly() ? HiddenAxes.of(blocks) : Optional.empty(),
                activations,
                featureSizes,
                uncounted.isEmpty());
    }

    private Macs macs(StageGraph graph, InputType input, String part) {
        MacCounts count = MacCounts.of(graph, input);
        count.unknown().forEach(layer -> uncounted.add("%s of %s".formatted(layer, part)));
        return count.counted();
    }

    /** Returns a warning that lists the layers of unknown cost; empty if all costs are known. */
    Optional<String> warning() {
        return uncounted.isEmpty()
                ? Optional.empty()
                : Optional.of(("The MACs of %s are not known, so neither the MACs of this network nor the MACs saved "
                                + "by early exits are reported. Implement %s in the configuration "
                                + "of these layers.")
                        .formatted(String.join(", ", uncounted), MacCounting.class.getName()));
    }

    /** Adds the parameters of the built graph of a stage or a head, then closes it. */
    private void addBlocks(ParameterLayout.Builder layout, boolean stage, int depth, StageGraph graph) {
        BlockRole trainable = stage ? BlockRole.BACKBONE : BlockRole.HEAD;
        BlockRole statistic = stage ? BlockRole.BACKBONE_STATISTIC : BlockRole.HEAD_STATISTIC;
        for (GraphVertex vertex : graph.verticesInOrder()) {
            if (vertex.isInputVertex() || vertex.numParams() == 0) {
                continue;
            }
            List<Map.Entry<String, INDArray>> parameters =
                    new ArrayList<>(vertex.paramTable(false).entrySet());
            parameters.sort(Comparator.comparingLong(entry -> entry.getValue().offset()));
            for (Map.Entry<String, INDArray> entry : parameters) {
                // some wrapper layers of Deeplearning4j do not return the updaters of the layer they wrap
                boolean fixed = WrappedLayers.innermost(vertex).getUpdaterByParam(entry.getKey()) instanceof NoOp;
                layout.add(
                        "%s%d/%s/%s".formatted(stage ? "stage" : "exit", depth, vertex.getVertexName(), entry.getKey()),
                        fixed ? statistic : trainable,
                        depth,
                        rowMajorShape(entry.getValue()));
                initialValues.add(InitialValues.of(rule, vertex, entry.getKey(), entry.getValue()));
            }
        }
        graph.close();
    }

    /** Returns the shape in memory order, without leading axes of length 1. */
    private static List<Integer> rowMajorShape(INDArray parameter) {
        List<Integer> lengths = new ArrayList<>();
        Arrays.stream(parameter.shape()).forEach(length -> lengths.add((int) length));
        if (parameter.ordering() == 'f') {
            Collections.reverse(lengths);
        }
        while (lengths.size() > 1 && lengths.get(0) == 1) {
            lengths.remove(0);
        }
        return lengths;
    }

    @Override
    public NetworkSpec spec() {
        return spec;
    }

    @Override
    public List<Modality> modalities() {
        return factory.modalities().entrySet().stream()
                .map(each -> new Modality(each.getKey(), each.getValue(), stem(each.getKey())))
                .toList();
    }

    @Override
    public OptionalInt vocabulary() {
        return WrappedLayers.all(factory.stage(1))
                .filter(TokenEmbedding.class::isInstance)
                .mapToInt(layer -> ((TokenEmbedding) layer).getVocabulary())
                .findFirst();
    }

    private BlockSet stem(String modality) {
        return spec.layout().select(block -> block.name().matches("stage1/[^/]+/" + Pattern.quote(modality) + "/.*"));
    }

    @Override
    public ParameterSet initialParameters(RandomGenerator random) {
        List<Block> blocks = spec.layout().blocks();
        float[] flat = new float[spec.layout().size()];
        for (int i = 0; i < blocks.size(); i++) {
            initialValues
                    .get(i)
                    .write(flat, blocks.get(i).offset(), blocks.get(i).size(), random);
        }
        return ParameterSet.fromFlat(spec.layout().all(), flat);
    }

    @Override
    public List<ExportFormat> exportFormats() {
        String outputs = "input 'in', outputs 'exit1' to 'exit%d' with class probabilities".formatted(spec.exits());
        return List.of(
                new ExportFormat(
                        ONNX,
                        false,
                        false,
                        "an ONNX model: %s, and with the suffix '_logits' logits; its property %s describes them"
                                .formatted(outputs, ExportNotes.ENTRY)),
                new ExportFormat(
                        ONNX_STAGES,
                        true,
                        false,
                        ("one ONNX model per stage, stage1.onnx to stage%d.onnx, to leave early: each reads outputs of "
                                        + "earlier ones")
                                .formatted(spec.exits())),
                new ExportFormat(
                        ONNX_EXITS,
                        false,
                        true,
                        "an ONNX model of one input that leaves early by itself: inputs 'in' and, if wanted, 'thresholds', "
                                + "outputs 'label', 'exit', 'probabilities' and 'logits'"),
                new ExportFormat(
                        ONNX_FEATURES,
                        false,
                        false,
                        ("an ONNX model of the values that the exits classify, to fit classifiers elsewhere: input 'in', "
                                        + "outputs 'exit1_feature' to 'exit%d_feature'")
                                .formatted(spec.exits())),
                new ExportFormat(
                        DL4J,
                        false,
                        false,
                        "a Deeplearning4j ComputationGraph of built-in layers: %s; its entry %s describes them"
                                .formatted(outputs, ExportNotes.ENTRY)),
                new ExportFormat(
                        DEVICE,
                        false,
                        true,
                        "a file for exeunt-device, 100 kB of Java for phones and gateways: leaves early by itself, and "
                                + "is personalised there"));
    }

    @Override
    public Map<String, byte[]> export(String format, ExportRequest request) {
        return switch (format) {
            case DL4J -> Map.of("model.zip", stockGraph(request));
            case ONNX ->
                Map.of(
                        "model.onnx",
                        new OnnxExport(factory, spec, request, false).model().toByteArray());
            case ONNX_FEATURES ->
                Map.of(
                        "model.onnx",
                        new OnnxExport(factory, spec, request, false)
                                .featureModel()
                                .toByteArray());
            case ONNX_STAGES -> onnxStages(request);
            case ONNX_EXITS ->
                Map.of(
                        "model.onnx",
                        new OnnxExport(factory, spec, request, true)
                                .leavingModel()
                                .toByteArray());
            case DEVICE -> Map.of("model.exeunt", new DeviceExport(factory, spec, request).file(request));
            default ->
                throw new IllegalArgumentException("export format '%s'; expected %s, %s, %s, %s, %s or %s"
                        .formatted(format, DL4J, ONNX, ONNX_STAGES, ONNX_EXITS, ONNX_FEATURES, DEVICE));
        };
    }

    private Map<String, byte[]> onnxStages(ExportRequest request) {
        OnnxExport export = new OnnxExport(factory, spec, request, false);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int stage = 1; stage <= spec.exits(); stage++) {
            files.put("stage%d.onnx".formatted(stage), export.stageModel(stage).toByteArray());
        }
        return files;
    }

    private byte[] stockGraph(ExportRequest request) {
        ComputationGraph graph = Dl4jExport.of(factory, spec, request);
        try {
            ByteArrayOutputStream model = new ByteArrayOutputStream();
            ModelSerializer.writeModel(graph, model, false);
            return ExportNotes.of(Dl4jExport.input(factory), List.of(""), factory, request)
                    .addedTo(model.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // streams in memory do not fail
        } finally {
            graph.close();
        }
    }

    @Override
    public Network open() {
        return new Dl4jNetwork(spec, factory);
    }
}
