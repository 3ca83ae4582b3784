package org.exeunt.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.Macs;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.dl4j.spi.CountsMacs;

/** Counts the multiply-adds of a graph for one example by walking its configuration. */
final class MacsCount {
    private MacsCount() {}

    static Macs of(ComputationGraphConfiguration graph, InputType input) {
        Map<String, InputType> types = graph.getLayerActivationTypes(input);
        long macs = 0;
        for (Map.Entry<String, GraphVertex> entry : graph.getVertices().entrySet()) {
            if (entry.getValue() instanceof LayerVertex vertex) {
                InputType read =
                        types.get(graph.getVertexInputs().get(entry.getKey()).get(0));
                if (vertex.getPreProcessor() != null) {
                    read = vertex.getPreProcessor().getOutputType(read);
                }
                macs += ofLayer(vertex.getLayerConf().getLayer(), read, types.get(entry.getKey()));
            }
        }
        return new Macs(macs);
    }

    private static long ofLayer(Layer layer, InputType read, InputType given) {
        if (layer instanceof CountsMacs counting) {
            return counting.macs(read);
        }
        if (layer.getClass() == ConvolutionLayer.class) {
            ConvolutionLayer convolution = (ConvolutionLayer) layer;
            int[] kernel = convolution.getKernelSize();
            return given.arrayElementsPerExample() * convolution.getNIn() * kernel[0] * kernel[1];
        }
        if (layer.getClass() == DenseLayer.class) {
            return ((DenseLayer) layer).getNIn() * ((DenseLayer) layer).getNOut();
        }
        if (layer instanceof EmbeddingLayer
                || layer instanceof EmbeddingSequenceLayer
                || layer instanceof BatchNormalization
                || layer.initializer().numParams(layer) == 0) {
            return 0;
        }
        throw new ExeuntException(
                ErrorCategory.PLUGIN.code(41),
                "the cost of layer '%s' (%s) is not known; let its configuration implement %s"
                        .formatted(layer.getLayerName(), layer.getClass().getName(), CountsMacs.class.getName()));
    }
}
