package org.exeunt.dl4j.layers.width;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.layers.width.PackedMaps.Maps;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.DeviceEquivalent;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.nd4j.linalg.activations.Activation;

/**
 * One group of channels of every layer of a convolutional network that is computed group by group. Each layer is a
 * convolution of stride 1 without padding, with bias, ReLU and max-pooling, as {@code ConvReluPool}. The group of a
 * layer reads all channels of the preceding layer that exist so far: those of earlier groups and its own. Channels of
 * earlier groups are not changed, so the weights between all groups are lower block triangular.
 *
 * <p>Input: an image {@code [batch, height, width, channels]} for the first group, or the output of the preceding
 * group. Output: {@link PackedMaps}, the input with this group's channels after those of the earlier groups. Parameters
 * of layer l: {@code convL/W [group, in, kernel height, kernel width]} and {@code convL/b [group]}.
 *
 * <p>Source: Any-Width Networks (Vu, Eder, Price, Frahm, CVPR workshops 2020, arXiv 2012.03153), without its norms.
 */
public final class ChannelGroup extends FastConfiguration implements OnnxEquivalent, DeviceEquivalent {
    private final Window vertical;
    private final Window horizontal;
    private final int poolHeight;
    private final int layers;
    private final int channels;
    private PackedMaps before;
    private PackedMaps after;

    private ChannelGroup(Window vertical, Window horizontal, int poolHeight, int layers, int channels) {
        super(ChannelGroupLayer::new);
        this.vertical = vertical;
        this.horizontal = horizontal;
        this.poolHeight = poolHeight;
        this.layers = layers;
        this.channels = channels;
        setActivationFn(Activation.RELU.getActivationFunction());
    }

    /**
     * Returns the layer for images, with pooling windows of 2x2.
     *
     * @param kernel height and width of the kernel
     * @param layers number of layers of the network
     * @param channels channels of the group in each layer
     */
    public static ChannelGroup ofImages(int kernel, int layers, int channels) {
        return new ChannelGroup(Window.valid(kernel), Window.valid(kernel), 2, layers, channels);
    }

    /**
     * Returns the layer for series, which are images of height 1, with pooling windows of two steps.
     *
     * @param kernel length of the kernel in time steps
     * @param layers number of layers of the network
     * @param channels channels of the group in each layer
     */
    public static ChannelGroup ofSeries(int kernel, int layers, int channels) {
        return new ChannelGroup(Window.valid(1), Window.valid(kernel), 1, layers, channels);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        before = PackedMaps.of(inputType, getLayerName());
        after = after(before);
        setNIn(before.getSize());
        setNOut(after.getSize());
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return after(PackedMaps.of(inputType, getLayerName()));
    }

    private PackedMaps after(PackedMaps read) {
        List<Maps> all = new ArrayList<>(List.of(read.all().get(0)));
        for (int layer = 1; layer <= layers; layer++) {
            Maps input = all.get(layer - 1);
            int height = (int) vertical.outputLength(input.height()) / poolHeight;
            int width = (int) horizontal.outputLength(input.width()) / 2;
            if (height < 1 || width < 1) {
                throw Window.tooSmall(
                        "%d of '%s'".formatted(layer, getLayerName()),
                        input.height(),
                        input.width(),
                        vertical.kernel(),
                        horizontal.kernel(),
                        poolHeight);
            }
            all.add(new Maps(height, width, earlierChannels(read, layer) + channels));
        }
        return new PackedMaps(all);
    }

    private static int earlierChannels(PackedMaps read, int layer) {
        return layer < read.all().size() ? read.all().get(layer).channels() : 0;
    }

    PackedMaps before() {
        return before;
    }

    PackedMaps after() {
        return after;
    }

    int layers() {
        return layers;
    }

    int channels() {
        return channels;
    }

    /** Returns a new kernel for a layer; 1 is the first layer. */
    ConvPool convPool(int layer) {
        return KernelsInUse.get().convPool(vertical, horizontal, inputChannels(layer), channels, poolHeight);
    }

    /** Returns the channels that a layer reads; 1 is the first layer. */
    private int inputChannels(int layer) {
        return after.all().get(layer - 1).channels();
    }

    static String weights(int layer) {
        return "conv%d/W".formatted(layer);
    }

    static String bias(int layer) {
        return "conv%d/b".formatted(layer);
    }

    @Override
    public ParamInitializer initializer() {
        ShapedParameters parameters = new ShapedParameters();
        for (int layer = 1; layer <= layers; layer++) {
            parameters
                    .filters(weights(layer), channels, inputChannels(layer), vertical.kernel(), horizontal.kernel())
                    .vector(bias(layer), channels, 0);
        }
        return parameters;
    }

    @Override
    public long macs(InputType inputType) {
        List<Maps> all = after(PackedMaps.of(inputType, getLayerName())).all();
        long macs = 0;
        for (Maps input : all.subList(0, layers)) {
            macs += vertical.outputLength(input.height())
                    * horizontal.outputLength(input.width())
                    * vertical.kernel()
                    * horizontal.kernel()
                    * input.channels()
                    * channels;
        }
        return macs;
    }

    /**
     * The output, the images that layers read, and for each channel of the group its value and where it was largest.
     */
    @Override
    public double keptPerOutput(InputType inputType) {
        PackedMaps output = after(PackedMaps.of(inputType, getLayerName()));
        long kept = output.getSize();
        for (int layer = 1; layer <= layers; layer++) {
            Maps computed = output.all().get(layer);
            kept += output.all().get(layer - 1).size() + 2L * computed.height() * computed.width() * channels;
        }
        return (double) kept / output.getSize();
    }

    /** Images of the example and of all layers; each group adds its channels to those of the layers. */
    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        List<Image> images = new ArrayList<>(input.subList(0, 1));
        for (int layer = 1; layer <= layers; layer++) {
            Maps maps = after.all().get(layer);
            Image y = input.size() == 1 ? steps.image(maps.height(), maps.width()) : input.get(layer);
            float[] filters = steps.values(weights(layer));
            float[] bias = steps.values(bias(layer));
            List<Integer> pools = List.of(poolHeight, 2);
            images.add(steps.convolution(
                    images.get(layer - 1), y, List.of(vertical, horizontal), pools, filters, bias, true, null));
        }
        return images;
    }

    /** Packed images are in the order of the format, {@code [channels, height, width]}. */
    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        boolean first = before.all().size() == 1;
        String images = first ? input : before.addOnnx(nodes, input, 0);
        List<String> packed = new ArrayList<>(List.of(nodes.add("Flatten", images)));
        for (int layer = 1; layer <= layers; layer++) {
            String group = nodes.convReluPool(
                    images,
                    poolHeight,
                    weights(layer),
                    bias(layer),
                    channels,
                    inputChannels(layer),
                    vertical.kernel(),
                    horizontal.kernel());
            images = first
                    ? group
                    : nodes.operator("Concat").integer("axis", 1).on(before.addOnnx(nodes, input, layer), group);
            packed.add(nodes.add("Flatten", images));
        }
        return nodes.operator("Concat").integer("axis", 1).on(packed.toArray(String[]::new));
    }
}
