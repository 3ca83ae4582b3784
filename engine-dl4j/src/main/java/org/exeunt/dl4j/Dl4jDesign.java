package org.exeunt.dl4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.Macs;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.ModelExporter;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.nativeaccess.NativeThreads;
import org.exeunt.dl4j.spi.MacCounting;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/** What is known of a network before it is opened: blocks, costs, how each block begins. */
final class Dl4jDesign implements NetworkDesign, ModelExporter {
    private final GraphFactory blueprint;
    private final NetworkSpec facts;
    private final List<InitialValues> initialValues = new ArrayList<>();
    /** Layers whose cost is not known, each by name, class and place. */
    private final List<String> uncounted = new ArrayList<>();

    Dl4jDesign(GraphFactory blueprint) {
        this.blueprint = blueprint;
        NativeThreads.useOne();
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        List<Macs> stageMacs = new ArrayList<>();
        List<Macs> headMacs = new ArrayList<>();
        for (int stage = 1; stage <= blueprint.stages(); stage++) {
            ComputationGraphConfiguration graph = blueprint.stage(stage);
            addBlocks(layout, "stage", BlockRole.BACKBONE, stage, graph, blueprint.stageInput(stage));
            stageMacs.add(macs(graph, blueprint.stageInput(stage), "stage " + stage));
        }
        for (int exit = 1; exit <= blueprint.stages(); exit++) {
            ComputationGraphConfiguration graph = blueprint.head(exit);
            addBlocks(layout, "exit", BlockRole.HEAD, exit, graph, blueprint.headInput(exit));
            headMacs.add(macs(graph, blueprint.headInput(exit), "the head of exit " + exit));
        }
        ParameterLayout blocks = layout.build();
        this.facts = new NetworkSpec(
                blocks,
                blueprint.shape(),
                blueprint.classes(),
                stageMacs,
                headMacs,
                blueprint.narrowsExactly() ? HiddenAxes.of(blocks) : Optional.empty(),
                uncounted.isEmpty());
    }

    private Macs macs(ComputationGraphConfiguration graph, InputType input, String part) {
        MacsCount count = MacsCount.of(graph, input);
        count.unknown().forEach(layer -> uncounted.add("%s of %s".formatted(layer, part)));
        return count.counted();
    }

    /** Returns what a user has to know of the network: the layers whose cost is not known; empty if there are none. */
    Optional<String> warning() {
        return uncounted.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The MACs of %s are not known, so none are reported of this network, and nothing that leaving early saves. Let the configuration of such a layer implement %s."
                                .formatted(String.join(", ", uncounted), MacCounting.class.getName()));
    }

    /** Builds the graph once to see its parameters, and lets it go. */
    private void addBlocks(
            ParameterLayout.Builder layout,
            String prefix,
            BlockRole role,
            int depth,
            ComputationGraphConfiguration configuration,
            InputType input) {
        Map<String, LayerTypes> types = LayerTypes.of(configuration, input);
        StageGraph link = new StageGraph(configuration);
        link.init();
        for (GraphVertex vertex : link.verticesInOrder()) {
            KnownDefects.refuse(vertex, types.get(vertex.getVertexName()), "%s %d".formatted(prefix, depth));
            if (vertex.isInputVertex() || vertex.numParams() == 0) {
                continue;
            }
            List<Map.Entry<String, INDArray>> parameters =
                    new ArrayList<>(vertex.paramTable(false).entrySet());
            parameters.sort(Comparator.comparingLong(entry -> entry.getValue().offset()));
            for (Map.Entry<String, INDArray> entry : parameters) {
                // not every wrapper of Deeplearning4j knows the updaters of what it wraps
                boolean buffer = WrappedLayers.innermost(vertex).getUpdaterByParam(entry.getKey()) instanceof NoOp;
                layout.add(
                        "%s%d/%s/%s".formatted(prefix, depth, vertex.getVertexName(), entry.getKey()),
                        buffer ? BlockRole.BUFFER : role,
                        depth,
                        rowMajorShape(entry.getValue()));
                initialValues.add(InitialValues.of(vertex, entry.getKey(), entry.getValue()));
            }
        }
        link.close();
    }

    /** Returns the lengths in the order in which the values lie, without leading ones. */
    private static List<Integer> rowMajorShape(INDArray parameter) {
        List<Integer> lengths = new ArrayList<>();
        for (long length : parameter.shape()) {
            if (parameter.ordering() == 'f') {
                lengths.add(0, (int) length);
            } else {
                lengths.add((int) length);
            }
        }
        while (lengths.size() > 1 && lengths.get(0) == 1) {
            lengths.remove(0);
        }
        return lengths;
    }

    @Override
    public NetworkSpec facts() {
        return facts;
    }

    @Override
    public ParameterSet initialParameters(RandomGenerator random) {
        List<Block> blocks = facts.layout().blocks();
        float[] flat = new float[facts.layout().size()];
        for (int i = 0; i < blocks.size(); i++) {
            initialValues
                    .get(i)
                    .write(flat, blocks.get(i).offset(), blocks.get(i).size(), random);
        }
        return ParameterSet.fromFlat(facts.layout().all(), flat);
    }

    @Override
    public String form() {
        return "a Deeplearning4j ComputationGraph of its own layers: input 'in', outputs 'exit1' to 'exit%d' of class probabilities; %s in it describes them"
                .formatted(facts.exits(), ExportNotes.ENTRY);
    }

    @Override
    public void export(ExportRequest request, OutputStream out) throws IOException {
        ComputationGraph graph = StockGraph.of(blueprint, facts, request);
        try {
            ByteArrayOutputStream model = new ByteArrayOutputStream();
            ModelSerializer.writeModel(graph, model, false);
            ExportNotes.of(blueprint, facts, request).addTo(model.toByteArray(), out);
        } finally {
            graph.close();
        }
    }

    @Override
    public Network open() {
        return new Dl4jNetwork(facts, blueprint);
    }
}
