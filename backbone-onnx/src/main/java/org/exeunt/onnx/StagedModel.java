package org.exeunt.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * The graph of an ONNX file, cut after tensors into stages: what exit k needs and no earlier stage has computed.
 *
 * @param model the file
 * @param inputs names of the inputs without default values, in the order of the file
 * @param constants shapes of the parameters by name
 * @param stages shallowest first
 */
record StagedModel(ModelProto model, List<String> inputs, Map<String, long[]> constants, List<Stage> stages) {
    private static final int NEAREST = 5;

    /**
     * A stage.
     *
     * @param nodes in the order of the file
     * @param reads values of the input or of earlier stages that it reads
     * @param exit the tensor after which the exit is
     * @param keeps values that it computes and later stages read
     */
    record Stage(List<NodeProto> nodes, List<String> reads, String exit, List<String> keeps) {}

    /**
     * Reads a file.
     *
     * @param exits names of tensors, shallowest first
     * @throws IllegalArgumentException if it cannot be cut after these tensors; states why
     */
    static StagedModel of(Path file, List<String> exits) {
        ModelProto model = read(file);
        GraphProto graph = model.getGraph();
        Set<String> constants =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        List<String> inputs = graph.getInputList().stream()
                .map(ValueInfoProto::getName)
                .filter(name -> !constants.contains(name))
                .toList();
        Map<String, NodeProto> producers = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            require(
                    node.getAttributeList().stream().noneMatch(attribute -> attribute.getType() == AttributeType.GRAPH),
                    "its operator %s '%s' has branches or loops, which cannot be cut"
                            .formatted(node.getOpType(), node.getName()));
            node.getOutputList().forEach(output -> producers.put(output, node));
        }
        Set<NodeProto> done = new HashSet<>();
        List<Set<NodeProto>> parts = new ArrayList<>();
        for (String exit : exits) {
            require(producers.containsKey(exit), () -> missing(exit, producers.keySet()));
            Set<NodeProto> part = new LinkedHashSet<>();
            collect(exit, producers, done, part);
            require(
                    !part.isEmpty(),
                    "the exit '%s' is computed before '%s', which is listed first; list exits from the shallowest on"
                            .formatted(exit, exits.get(Math.max(0, parts.size() - 1))));
            done.addAll(part);
            parts.add(part);
        }
        List<String> unknown = parts.stream()
                .flatMap(Set::stream)
                .filter(MacCounter::isUnknown)
                .map(NodeProto::getOpType)
                .distinct()
                .sorted()
                .toList();
        require(
                unknown.isEmpty(),
                "the cost of the operators %s is not known, so that nothing could be said of what leaving early saves;"
                                .formatted(unknown)
                        + " export the network with basic operators, such as MatMul");
        return new StagedModel(model, inputs, shapes(graph), stages(graph, exits, parts, constants));
    }

    private static Map<String, long[]> shapes(GraphProto graph) {
        return graph.getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, tensor -> tensor.getDimsList().stream()
                        .mapToLong(Long::longValue)
                        .toArray()));
    }

    private static List<Stage> stages(
            GraphProto graph, List<String> exits, List<Set<NodeProto>> parts, Set<String> constants) {
        List<Stage> stages = new ArrayList<>();
        for (int k = 0; k < parts.size(); k++) {
            Set<NodeProto> part = parts.get(k);
            Set<String> own = outputs(part);
            List<String> reads = reads(part)
                    .filter(name -> !name.isEmpty() && !own.contains(name) && !constants.contains(name))
                    .distinct()
                    .toList();
            Set<String> later = parts.subList(k + 1, parts.size()).stream()
                    .flatMap(StagedModel::reads)
                    .collect(Collectors.toSet());
            stages.add(new Stage(
                    graph.getNodeList().stream().filter(part::contains).toList(),
                    reads,
                    exits.get(k),
                    own.stream().filter(later::contains).sorted().toList()));
        }
        return stages;
    }

    private static Stream<String> reads(Set<NodeProto> part) {
        return part.stream().flatMap(node -> node.getInputList().stream());
    }

    private static Set<String> outputs(Set<NodeProto> part) {
        return part.stream().flatMap(node -> node.getOutputList().stream()).collect(Collectors.toSet());
    }

    /** Adds the nodes that a value needs and that no earlier stage has. */
    private static void collect(
            String value, Map<String, NodeProto> producers, Set<NodeProto> done, Set<NodeProto> part) {
        List<String> open = new ArrayList<>(List.of(value));
        while (!open.isEmpty()) {
            NodeProto node = producers.get(open.remove(open.size() - 1));
            // a constant is repeated, so that no stage has to pass it on
            boolean isOpen = node != null && (node.getInputCount() == 0 || !done.contains(node));
            if (isOpen && part.add(node)) {
                open.addAll(node.getInputList());
            }
        }
    }

    private static ModelProto read(Path file) {
        ModelProto model;
        try {
            model = ModelProto.parseFrom(Files.readAllBytes(file));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("%s is no ONNX file".formatted(file), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e), e);
        }
        require(model.getGraph().getNodeCount() > 0, "%s is no ONNX file, or has no operators".formatted(file));
        require(
                model.getGraph().getInitializerList().stream()
                        .noneMatch(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL),
                "%s keeps its parameters in another file; save the model with all of them inside".formatted(file));
        return model;
    }

    /** Returns a sentence with the tensors whose names are nearest. */
    private static String missing(String exit, Set<String> tensors) {
        return "there is no tensor '%s'; the nearest names are %s"
                .formatted(
                        exit,
                        tensors.stream()
                                .sorted(Comparator.comparingInt((String name) -> -common(exit, name))
                                        .thenComparing(String::length)
                                        .thenComparing(Comparator.naturalOrder()))
                                .limit(NEAREST)
                                .map("'%s'"::formatted)
                                .collect(Collectors.joining(", ")));
    }

    /** Returns the number of characters that both names have at their start and at their end. */
    private static int common(String a, String b) {
        int start = 0;
        while (start < Math.min(a.length(), b.length()) && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < Math.min(a.length(), b.length()) - start
                && a.charAt(a.length() - 1 - end) == b.charAt(b.length() - 1 - end)) {
            end++;
        }
        return start + end;
    }

    /**
     * Returns a model of some nodes.
     *
     * @param read inputs, each with its type
     * @param outputs names of the outputs
     */
    byte[] part(List<NodeProto> nodes, List<ValueInfoProto> read, List<String> outputs) {
        Set<String> used =
                nodes.stream().flatMap(node -> node.getInputList().stream()).collect(Collectors.toSet());
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("part")
                .addAllNode(nodes)
                .addAllInput(read)
                .addAllInitializer(model.getGraph().getInitializerList().stream()
                        .filter(tensor -> used.contains(tensor.getName()))
                        .toList());
        outputs.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /** Returns the inputs of the whole model. */
    List<ValueInfoProto> inputInfo() {
        return model.getGraph().getInputList().stream()
                .filter(info -> inputs.contains(info.getName()))
                .toList();
    }

    /** Throws the problem unless a condition holds. */
    static void require(boolean holds, String problem) {
        require(holds, () -> problem);
    }

    private static void require(boolean holds, Supplier<String> problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem.get());
        }
    }
}
