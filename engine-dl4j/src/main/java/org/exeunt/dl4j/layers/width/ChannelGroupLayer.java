package org.exeunt.dl4j.layers.width;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.width.PackedMaps.Maps;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer of a {@link ChannelGroup} configuration. Images are numbered as in {@link PackedMaps}; layer l reads image
 * l - 1 and extends image l.
 */
final class ChannelGroupLayer extends FastLayer<ChannelGroup> {
    private final PackedMaps before;
    private final PackedMaps after;
    private final int layers;
    private final int channels;
    private final List<ConvPool> convolutions = new ArrayList<>();
    /** The images that layers read. */
    private final List<ReusedArray> images = new ArrayList<>();

    private final List<ReusedArray> imageGradients = new ArrayList<>();
    private final List<ReusedArray> groupGradients = new ArrayList<>();
    private final float[] earlier;
    private final float[] group;
    private final float[] joined;

    ChannelGroupLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        ChannelGroup configuration = layerConf();
        before = configuration.before();
        after = configuration.after();
        layers = configuration.layers();
        channels = configuration.channels();
        for (int layer = 1; layer <= layers; layer++) {
            convolutions.add(preparing(configuration.convPool(layer)));
            images.add(new ReusedArray());
            imageGradients.add(new ReusedArray());
            groupGradients.add(new ReusedArray());
        }
        int largest = after.all().stream().mapToInt(Maps::size).max().orElseThrow();
        earlier = new float[largest];
        group = new float[largest];
        joined = new float[largest];
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        NativeFloats source = NativeFloats.of(NativeFloats.dense(input));
        INDArray packed = output.ofShape(input.size(0), after.getSize());
        INDArray added = null;
        for (int image = 0; image <= layers; image++) {
            INDArray read = image < layers ? array(images.get(image), image) : null;
            join(image, source, added, NativeFloats.of(packed), read);
            if (image < layers) {
                added = convolutions
                        .get(image)
                        .forward(
                                read,
                                params.get(ChannelGroup.weights(image + 1)),
                                params.get(ChannelGroup.bias(image + 1)),
                                training);
            }
        }
        return packed;
    }

    /**
     * Writes an image with the channels of earlier groups and of this one.
     *
     * @param added the channels of this group; null for the example
     * @param read receives the image, too; null if no layer reads it
     */
    private void join(int image, NativeFloats source, INDArray added, NativeFloats packed, INDArray read) {
        Maps maps = after.all().get(image);
        int positions = maps.height() * maps.width();
        int addedChannels = added == null ? 0 : channels;
        int earlierChannels = maps.channels() - addedChannels;
        NativeFloats addedFloats = added == null ? null : NativeFloats.of(added);
        NativeFloats readFloats = read == null ? null : NativeFloats.of(read);
        for (int n = 0; n < input.size(0); n++) {
            if (earlierChannels > 0) {
                source.get(
                        (int) (n * before.getSize()) + before.offset(image), earlier, 0, positions * earlierChannels);
            }
            if (addedFloats != null) {
                addedFloats.get(n * positions * channels, group, 0, positions * channels);
            }
            for (int i = 0; i < positions; i++) {
                System.arraycopy(earlier, i * earlierChannels, joined, i * maps.channels(), earlierChannels);
                System.arraycopy(
                        group, i * addedChannels, joined, i * maps.channels() + earlierChannels, addedChannels);
            }
            packed.put((int) (n * after.getSize()) + after.offset(image), joined, 0, maps.size());
            if (readFloats != null) {
                readFloats.put(n * maps.size(), joined, 0, maps.size());
            }
        }
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        NativeFloats outputGradient = NativeFloats.of(NativeFloats.dense(epsilon));
        INDArray readGradient = null;
        for (int image = layers; image > 0; image--) {
            INDArray added = groupGradients.get(image - 1).ofShape(groupShape(image));
            split(image, outputGradient, readGradient, dx, added);
            readGradient = image > 1 || dx != null ? array(imageGradients.get(image - 1), image - 1) : null;
            convolutions
                    .get(image - 1)
                    .backward(
                            array(images.get(image - 1), image - 1),
                            params.get(ChannelGroup.weights(image)),
                            added,
                            readGradient,
                            gradientViews.get(ChannelGroup.weights(image)),
                            gradientViews.get(ChannelGroup.bias(image)));
        }
        if (dx != null) {
            split(0, outputGradient, readGradient, dx, null);
        }
    }

    /**
     * Adds up the gradients at an image and writes those of earlier groups and of this group.
     *
     * @param readGradient gradient from the layer that reads the image; null if there is none
     * @param dx receives the gradient at the channels of earlier groups; null if it is not required
     * @param added receives the gradient at the channels of this group; null for the example
     */
    private void split(int image, NativeFloats outputGradient, INDArray readGradient, INDArray dx, INDArray added) {
        Maps maps = after.all().get(image);
        int positions = maps.height() * maps.width();
        int addedChannels = added == null ? 0 : channels;
        int earlierChannels = maps.channels() - addedChannels;
        NativeFloats readFloats = readGradient == null ? null : NativeFloats.of(readGradient);
        NativeFloats addedFloats = added == null ? null : NativeFloats.of(added);
        NativeFloats target = dx == null || earlierChannels == 0 ? null : NativeFloats.of(dx);
        for (int n = 0; n < input.size(0); n++) {
            outputGradient.get((int) (n * after.getSize()) + after.offset(image), joined, 0, maps.size());
            if (readFloats != null) {
                readFloats.get(n * maps.size(), group, 0, maps.size());
                VectorLoops.add(joined, group, maps.size());
            }
            for (int i = 0; i < positions; i++) {
                System.arraycopy(joined, i * maps.channels(), earlier, i * earlierChannels, earlierChannels);
                System.arraycopy(
                        joined, i * maps.channels() + earlierChannels, group, i * addedChannels, addedChannels);
            }
            if (target != null) {
                target.put(
                        (int) (n * before.getSize()) + before.offset(image), earlier, 0, positions * earlierChannels);
            }
            if (addedFloats != null) {
                addedFloats.put(n * positions * channels, group, 0, positions * channels);
            }
        }
    }

    /** Returns a reused array for an image that a layer reads. */
    private INDArray array(ReusedArray array, int image) {
        Maps maps = after.all().get(image);
        return array.ofShape(input.size(0), maps.height(), maps.width(), maps.channels());
    }

    private long[] groupShape(int image) {
        Maps maps = after.all().get(image);
        return new long[] {input.size(0), maps.height(), maps.width(), channels};
    }
}
