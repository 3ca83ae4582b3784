package org.exeunt.dl4j.layers.conv;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.spi.Dl4jEquivalent.Added;
import org.nd4j.linalg.activations.Activation;

/**
 * Builds the equivalents of the layers of this package from Deeplearning4j's own layers and records the mapping of
 * their parameters.
 */
public final class Dl4jLayers {
    private final GraphBuilder graph;
    private final String name;
    private final Map<String, String> parameters = new HashMap<>();

    /**
     * Creates a builder for the equivalent of one layer.
     *
     * @param name prefix of the names of all added layers
     */
    Dl4jLayers(GraphBuilder graph, String name) {
        this.graph = graph;
        this.name = name;
    }

    /** Adds a convolution without bias and its norm, and returns the name of the norm. */
    String addConvNorm(ConvNorm part, ChannelNorm norm, String input) {
        if (!norm.overBatch()) {
            throw new IllegalArgumentException(
                    ("layer '%s' has a group norm, for which Deeplearning4j has no layer; only networks with batch "
                                    + "norm can be exported")
                            .formatted(name));
        }
        Window window = part.window();
        String convolution = "%s-%sconv".formatted(name, part.prefix().replace('/', '-'));
        String normed = "%s-%snorm".formatted(name, part.prefix().replace('/', '-'));
        graph.addLayer(
                convolution,
                new ConvolutionLayer.Builder(window.kernel(), window.kernel())
                        .stride(window.stride(), window.stride())
                        .padding(window.before(), window.before())
                        .convolutionMode(ConvolutionMode.Truncate)
                        .nOut(part.out())
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                input);
        graph.addLayer(
                normed,
                new BatchNormalization.Builder()
                        .eps(NormArithmetic.EPSILON)
                        .useLogStd(false)
                        .build(),
                convolution);
        parameters.put(part.weights(), convolution + "_W");
        parameters.put(part.gamma(), normed + "_gamma");
        parameters.put(part.beta(), normed + "_beta");
        parameters.put(part.mean(), normed + "_mean");
        parameters.put(part.variance(), normed + "_var");
        return normed;
    }

    String addRelu(String suffix, String input) {
        graph.addLayer(
                name + "-" + suffix,
                new ActivationLayer.Builder().activation(Activation.RELU).build(),
                input);
        return name + "-" + suffix;
    }

    String addSum(String suffix, String first, String second) {
        graph.addVertex(name + "-" + suffix, new ElementWiseVertex(ElementWiseVertex.Op.Add), first, second);
        return name + "-" + suffix;
    }

    /** Returns the added layers and the mapping of parameters. */
    Added finish(String output) {
        return new Added(output, parameters);
    }
}
