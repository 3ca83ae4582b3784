package org.exeunt.dl4j.layers.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.EarlierFeatureReader;
import org.exeunt.dl4j.spi.OnnxEquivalent;

/**
 * The features of an exit and of all earlier exits as a sequence for an {@link EncoderBlock}: from
 * {@code [batch, width]} to {@code [batch, features + 1, width]}. Position 0 is the query: a learned vector plus the
 * exit's own feature. Position j is the feature of exit j plus a learned vector. The learned vectors of all exits have
 * the same shape {@code [most + 1, width]}; an exit uses the first ones.
 */
public final class EarlierFeatures extends FastConfiguration implements OnnxEquivalent, EarlierFeatureReader {
    private final int most;
    private int features;

    /**
     * Creates the layer.
     *
     * @param most maximum number of features, including that of the exit itself
     */
    public EarlierFeatures(int most) {
        super(EarlierFeaturesLayer::new);
        this.most = most;
        this.features = most;
    }

    @Override
    public void setFeatures(int features) {
        this.features = features;
    }

    @Override
    public int mostFeatures() {
        return most;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        setNIn(width(inputType));
        setNOut(getNIn());
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.recurrent(width(inputType), features + 1, RNNFormat.NWC);
    }

    private long width(InputType inputType) {
        if (inputType instanceof InputType.InputTypeFeedForward vector) {
            return vector.getSize();
        }
        throw new IllegalStateException(
                "layer '%s' requires vectors [batch, width]; found %s".formatted(layerName, inputType));
    }

    @Override
    public ParamInitializer initializer() {
        return new ShapedParameters().weights(EarlierFeaturesLayer.POSITIONS, most + 1, getNIn());
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        List<String> read = new ArrayList<>(List.of(input));
        read.addAll(nodes.earlierFeatures());
        read.add(input);
        long width = getNIn();
        String sequence = nodes.operator("Concat")
                .integer("axis", 1)
                .on(read.stream()
                        .map(feature -> nodes.reshape(feature, 0, 1, width))
                        .toArray(String[]::new));
        float[] positions =
                Arrays.copyOf(nodes.values(EarlierFeaturesLayer.POSITIONS), Math.toIntExact(read.size() * width));
        return nodes.add(
                "Add", sequence, nodes.constant(EarlierFeaturesLayer.POSITIONS, positions, read.size(), width));
    }
}
