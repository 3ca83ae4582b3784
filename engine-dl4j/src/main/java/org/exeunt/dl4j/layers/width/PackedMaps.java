package org.exeunt.dl4j.layers.width;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.onnx.OnnxNodes;

/**
 * The type of a vector into which a stage packs all images that later stages read: the example, then the output of
 * every layer. Each image is {@code [height, width, channels]} in row-major order.
 */
public final class PackedMaps extends InputType.InputTypeFeedForward {
    private static final long serialVersionUID = 1L;

    private final transient List<Maps> all;

    /**
     * The size of one image.
     *
     * @param height number of rows
     * @param width number of columns
     * @param channels number of channels
     */
    record Maps(int height, int width, int channels) {
        int size() {
            return height * width * channels;
        }

        InputType type() {
            return InputType.convolutional(height, width, channels, CNN2DFormat.NHWC);
        }
    }

    PackedMaps(List<Maps> all) {
        super(all.stream().mapToLong(Maps::size).sum(), null);
        this.all = List.copyOf(all);
    }

    /**
     * Returns the type of packed images, or that of a vector that contains one image only.
     *
     * @param layer name of the layer that reads the input, for the message
     * @throws IllegalStateException if {@code type} is neither
     */
    static PackedMaps of(InputType type, String layer) {
        if (type instanceof PackedMaps packed) {
            return packed;
        }
        if (type instanceof InputType.InputTypeConvolutional image && image.getFormat() == CNN2DFormat.NHWC) {
            return new PackedMaps(
                    List.of(new Maps((int) image.getHeight(), (int) image.getWidth(), (int) image.getChannels())));
        }
        throw new IllegalStateException(
                "layer '%s' requires input [batch, height, width, channels] or packed images; found %s"
                        .formatted(layer, type));
    }

    List<Maps> all() {
        return all;
    }

    Maps last() {
        return all.get(all.size() - 1);
    }

    /** Returns the position of an image in the vector; image 0 is the example. */
    int offset(int image) {
        return all.subList(0, image).stream().mapToInt(Maps::size).sum();
    }

    /**
     * Adds the operators that extract an image as {@code [batch, channels, height, width]}; the vector has the same
     * order.
     */
    String addOnnx(OnnxNodes nodes, String packed, int image) {
        Maps maps = all.get(image);
        int from = offset(image);
        String part =
                nodes.add("Slice", packed, nodes.integers(from), nodes.integers(from + maps.size()), nodes.integers(1));
        return nodes.reshape(part, 0, maps.channels(), maps.height(), maps.width());
    }
}
