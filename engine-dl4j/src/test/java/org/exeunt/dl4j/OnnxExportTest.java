package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.dl4j.OnnxNetworks.OnnxNetwork;
import org.exeunt.dl4j.backbones.Mlp;
import org.exeunt.dl4j.layers.Dense;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The structure of exported ONNX models. The profile {@code onnx} also runs them. */
class OnnxExportTest {
    static Stream<OnnxNetwork> networks() {
        return OnnxNetworks.all();
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("networks")
    void modelsAreComplete(OnnxNetwork network) throws IOException {
        Dl4jDesign design = network.design();
        ModelProto whole = ModelProto.parseFrom(export(design, "onnx").get("model.onnx"));
        assertComplete(whole.getGraph());
        int exits = design.spec().exits();
        assertThat(names(whole.getGraph().getInputList())).containsExactly("in");
        List<String> outputs = new ArrayList<>();
        IntStream.rangeClosed(1, exits).forEach(k -> outputs.add("exit" + k));
        IntStream.rangeClosed(1, exits).forEach(k -> outputs.add("exit" + k + "_logits"));
        assertThat(names(whole.getGraph().getOutputList())).containsExactlyElementsOf(outputs);

        Map<String, byte[]> stages = export(design, "onnx-stages");
        Map<String, ValueInfoProto> known = new HashMap<>();
        known.put("in", whole.getGraph().getInput(0));
        int nodes = 0;
        for (int k = 1; k <= exits; k++) {
            GraphProto graph = ModelProto.parseFrom(stages.get("stage%d.onnx".formatted(k)))
                    .getGraph();
            assertComplete(graph);
            assertThat(graph.getInputList())
                    .allSatisfy(input -> assertThat(known).containsEntry(input.getName(), input));
            assertThat(names(graph.getOutputList())).contains("exit" + k, "exit" + k + "_logits");
            graph.getOutputList().forEach(output -> known.put(output.getName(), output));
            nodes += graph.getNodeCount();
        }
        assertThat(stages).hasSize(exits);
        assertThat(nodes).as("nodes of all stages").isEqualTo(whole.getGraph().getNodeCount());
    }

    /** Heads that do not fit a backbone are left out of the networks, so a count shows that none is missing. */
    @Test
    void everyFittingPairIsTested() {
        assertThat(OnnxNetworks.all()).hasSize(78);
    }

    private static Map<String, byte[]> export(Dl4jDesign design, String format) {
        return design.export(format, ExportRequest.of(OnnxNetworks.parameters(design)));
    }

    private static List<String> names(List<ValueInfoProto> values) {
        return values.stream().map(ValueInfoProto::getName).toList();
    }

    /** Every value is computed once, before it is read; tensors fit their shapes, and all of them are read. */
    private static void assertComplete(GraphProto graph) {
        Set<String> tensors = new HashSet<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            assertThat(tensors.add(tensor.getName())).as(tensor.getName()).isTrue();
            int bytes = tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE ? Float.BYTES : Long.BYTES;
            long values = tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
            assertThat(tensor.getRawData().size()).as(tensor.getName()).isEqualTo(values * bytes);
        }
        Set<String> computed = new LinkedHashSet<>(tensors);
        computed.addAll(names(graph.getInputList()));
        Set<String> read = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            List<String> inputs = node.getInputList().stream()
                    .filter(input -> !input.isEmpty())
                    .toList();
            assertThat(computed.containsAll(inputs)).as("inputs of %s", node).isTrue();
            read.addAll(inputs);
            assertThat(computed.add(node.getOutput(0))).as(node.getOutput(0)).isTrue();
        }
        assertThat(computed).containsAll(names(graph.getOutputList()));
        assertThat(read.containsAll(tensors)).as("every tensor is read").isTrue();
        assertThat(read).containsAll(names(graph.getInputList()));
    }

    @Test
    void shapesHaveAnOpenBatchAxis() throws IOException {
        Dl4jDesign design = Fixture.design(new Mlp(new Mlp.Options(List.of(8, 8))), InputShape.image(3, 5, 4), 2);
        GraphProto graph = ModelProto.parseFrom(export(design, "onnx-stages").get("stage1.onnx"))
                .getGraph();
        assertThat(Stream.concat(graph.getInputList().stream(), graph.getOutputList().stream())
                        .map(OnnxExportTest::describe))
                .containsExactly("in batch 3 5 4", "exit1 batch 2", "exit1_logits batch 2", "stage1 batch 8");
    }

    private static String describe(ValueInfoProto value) {
        StringBuilder text = new StringBuilder(value.getName());
        value.getType().getTensorType().getShape().getDimList().forEach(axis -> text.append(' ')
                .append(axis.hasDimParam() ? axis.getDimParam() : axis.getDimValue()));
        return text.toString();
    }

    /** Heads that read earlier features and padding masks need more than the output of the preceding stage. */
    @Test
    void stagesReadWhatEarlierOnesReturn() throws IOException {
        OnnxNetwork network = OnnxNetworks.all()
                .filter(candidate -> candidate.toString().equals("transformer, recurrent"))
                .findFirst()
                .orElseThrow();
        GraphProto last = ModelProto.parseFrom(
                        export(network.design(), "onnx-stages").get("stage3.onnx"))
                .getGraph();
        assertThat(names(last.getInputList()))
                .containsExactlyInAnyOrder("stage2", "stage1_mask", "exit1_feature", "exit2_feature");
        assertThat(names(last.getOutputList())).containsExactly("exit3", "exit3_logits");
    }

    @Test
    void everyModelDescribesTheNetwork() throws IOException {
        Dl4jDesign design = Fixture.design(new Mlp(new Mlp.Options(List.of(8, 8))), OnnxNetworks.SERIES, 2);
        ExportRequest request = new ExportRequest(
                OnnxNetworks.parameters(design),
                Optional.empty(),
                List.of("a", "b"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of("client", "3"));
        for (byte[] file : design.export("onnx-stages", request).values()) {
            ModelProto model = ModelProto.parseFrom(file);
            assertThat(model.getMetadataPropsList()).hasSize(1);
            assertThat(model.getMetadataProps(0).getKey()).isEqualTo("exeunt.json");
            JsonNode notes =
                    new ObjectMapper().readTree(model.getMetadataProps(0).getValue());
            assertThat(notes.at("/origin/client").asText()).isEqualTo("3");
            assertThat(notes.at("/classes")).hasToString("[\"a\",\"b\"]");
            assertThat(notes.at("/input/layout").asText()).isEqualTo("[batch, channels, time]");
            assertThat(notes.at("/outputs/3/name").asText()).isEqualTo("exit2_logits");
        }
        assertThat(design.export("onnx", request).get("model.onnx"))
                .isEqualTo(design.export("onnx", request).get("model.onnx"));
    }

    /** Layers without an equivalent, and such options of layers, are exported in Deeplearning4j's format. */
    @Test
    void unsupportedLayersAreNamed() {
        Dl4jDesign design = Fixture.design(
                Fixture.oneStage(
                        InputType.feedForward(12),
                        new DenseLayer.Builder()
                                .nOut(3)
                                .activation(Activation.CUBE)
                                .build()),
                InputShape.vector(12),
                2);
        for (String format : List.of("onnx", "onnx-stages")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> export(design, format))
                    .withMessageContainingAll("of stage1", "DenseLayer", "the activation 'cube'");
        }
        assertThat(export(design, "dl4j")).containsKey("model.zip");
    }

    /** Masks of padding exist in Deeplearning4j alone. */
    @Test
    void backbonesWithMasksAreRefused() {
        Dl4jDesign design = Fixture.design(new TokenLstm(true), InputShape.vector(12), 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> export(design, "onnx"))
                .withMessageContaining("masks");
    }

    /** A dense layer of Exeunt after images reads their values in the order of the engine. */
    @Test
    void imagesAreFlattenedInTheOrderOfTheEngine() throws IOException {
        Dl4jDesign design = Fixture.design(
                Fixture.oneStage(InputType.convolutional(32, 30, 3, CNN2DFormat.NHWC), Dense.relu(3)),
                OnnxNetworks.IMAGE,
                2);
        GraphProto graph =
                ModelProto.parseFrom(export(design, "onnx").get("model.onnx")).getGraph();
        assertComplete(graph);
        assertThat(graph.getNodeList().stream().map(NodeProto::getOpType)).containsSubsequence("Transpose", "Flatten");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> export(design, "dl4j"))
                .withMessageContaining("channels last");
    }
}
