package org.exeunt.dl4j.layers.conv;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.DeviceEquivalent;
import org.exeunt.dl4j.spi.Dl4jEquivalent;
import org.exeunt.dl4j.spi.OnnxEquivalent;

/** The mean over height and width: from images in either layout to {@code [batch, channels]}. */
public final class GlobalAverage extends FastConfiguration implements OnnxEquivalent, Dl4jEquivalent, DeviceEquivalent {
    private CNN2DFormat format = CNN2DFormat.NHWC;

    /** Creates the layer. */
    public GlobalAverage() {
        super(GlobalAverageLayer::new);
    }

    /** Returns the layout of the input, which is set from the input type when the graph is built. */
    boolean channelsLast() {
        return format == CNN2DFormat.NHWC;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        format = images(inputType).getFormat();
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(images(inputType).getChannels());
    }

    @Override
    public Added addDl4j(GraphBuilder graph, String name, String input) {
        graph.addLayer(name, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input);
        return new Added(name, Map.of());
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        return List.of(steps.average(input.get(0), 1));
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return nodes.operator("ReduceMean")
                .integers("axes", 2, 3)
                .integer("keepdims", 0)
                .on(input);
    }

    private InputType.InputTypeConvolutional images(InputType inputType) {
        if (inputType instanceof InputType.InputTypeConvolutional image) {
            return image;
        }
        throw new IllegalStateException("layer '%s' requires images to average over height and width; found %s"
                .formatted(getLayerName(), inputType));
    }
}
