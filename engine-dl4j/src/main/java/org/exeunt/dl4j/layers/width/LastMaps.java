package org.exeunt.dl4j.layers.width;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.DeviceEquivalent;
import org.exeunt.dl4j.spi.OnnxEquivalent;

/**
 * Selects the last image of {@link PackedMaps}, the output of the last layer: from the packed vector to
 * {@code [batch, height, width, channels]}.
 */
public final class LastMaps extends FastConfiguration implements OnnxEquivalent, DeviceEquivalent {
    private PackedMaps packed;

    /** Creates the layer. */
    public LastMaps() {
        super(LastMapsLayer::new);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        packed = PackedMaps.of(inputType, getLayerName());
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return PackedMaps.of(inputType, getLayerName()).last().type();
    }

    PackedMaps packed() {
        return packed;
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        return input.subList(input.size() - 1, input.size());
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return packed.addOnnx(nodes, input, packed.all().size() - 1);
    }
}
