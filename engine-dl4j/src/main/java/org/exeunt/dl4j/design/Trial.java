package org.exeunt.dl4j.design;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.error.ExeuntException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A stage or head that has been built and has computed one example, so that mistakes in its layers are found before a
 * run starts and are not taken for mistakes of a strategy.
 *
 * @param graph with parameters of its own
 * @param output of the graph for the example
 */
public record Trial(StageGraph graph, INDArray output) {
    /**
     * Builds a graph and computes one example.
     *
     * @param part name of the stage or head, for messages
     * @param type type of the input
     * @param input what the graph before it has returned for the example
     * @param earlierFeatures features of earlier exits, for heads that read them
     * @throws ExeuntException CONFIG-41 if that fails, CONFIG-62 if a layer computes wrong results
     */
    static Trial of(
            String part,
            ComputationGraphConfiguration configuration,
            InputType type,
            INDArray input,
            List<INDArray> earlierFeatures) {
        Map<String, LayerTypes> types = LayerTypes.of(configuration, type);
        StageGraph graph = new StageGraph(configuration);
        try {
            graph.init();
            graph.verticesInOrder().forEach(vertex -> {
                KnownDefects.check(vertex, types.get(vertex.getVertexName()), part);
                GraphFactory.requireThat(
                        !(vertex.hasLayer() && vertex.getLayer() instanceof IOutputLayer),
                        "'%s' of %s is an output layer, which has a loss of its own; use a layer without one"
                                .formatted(vertex.getVertexName(), part));
            });
            graph.readerOfEarlierFeatures().ifPresent(reader -> reader.read(earlierFeatures));
            INDArray output = graph.forward(input, false);
            graph.verticesInOrder()
                    .forEach(vertex -> KnownDefects.check(vertex, types.get(vertex.getVertexName()), part));
            String last = configuration.getNetworkOutputs().get(0);
            InputType stated = types.get(last).output();
            GraphFactory.requireThat(
                    agree(output.shape(), shape(stated)),
                    "layer '%s' of %s returned an array of shape %s for one example, but its getOutputType states %s"
                            .formatted(last, part, Arrays.toString(output.shape()), stated));
            return new Trial(graph, output);
        } catch (ExeuntException e) {
            throw e;
        } catch (RuntimeException e) {
            throw GraphFactory.cannotBeBuilt(part, type, e);
        }
    }

    /** A sequence of unknown length is stated as -1. */
    private static boolean agree(long[] found, long[] stated) {
        return found.length == stated.length
                && IntStream.range(0, found.length).allMatch(axis -> stated[axis] < 0 || stated[axis] == found[axis]);
    }

    /** Returns the shape of a batch of one example. */
    public static long[] shape(InputType type) {
        long[] shape = type.getShape(true);
        shape[0] = 1;
        return shape;
    }
}
