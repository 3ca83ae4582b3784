package org.exeunt.dl4j.layers.conv;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.layers.Instantiation;
import org.exeunt.dl4j.layers.MemoryReport;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.exeunt.dl4j.spi.StockEquivalent;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean over height and width: from images in either layout to {@code [batch, channels]}. */
public final class GlobalAverage extends NoParamLayer implements ReusesBuffers, StockEquivalent {
    private CNN2DFormat format = CNN2DFormat.NHWC;

    /** Returns the layout of the input, which is set from the input type when the graph is built. */
    public CNN2DFormat getFormat() {
        return format;
    }

    /** Sets the layout of the input. */
    public void setFormat(CNN2DFormat format) {
        this.format = format;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        format = image(inputType).getFormat();
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(image(inputType).getChannels());
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return MemoryReport.of(this, inputType, inputType.arrayElementsPerExample());
    }

    @Override
    public Stock addStock(GraphBuilder graph, String name, String input) {
        graph.addLayer(name, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input);
        return new Stock(name, Map.of());
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return Instantiation.complete(
                new GlobalAverageLayer(conf, type), conf, listeners, index, parameters, initialise);
    }

    private InputType.InputTypeConvolutional image(InputType inputType) {
        if (inputType instanceof InputType.InputTypeConvolutional image) {
            return image;
        }
        throw new IllegalStateException("layer '%s' requires images to average over height and width; found %s"
                .formatted(getLayerName(), inputType));
    }
}
