package org.exeunt.dl4j.backbones;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.width.ChannelGroup;
import org.exeunt.dl4j.layers.width.LastMaps;
import org.exeunt.dl4j.spi.Backbone;

/**
 * The layers of {@link ConvNet}, computed in m groups of channels, so that exit k is the network of width k/m: stage k
 * computes group k of all layers from the channels of groups 1 to k of the layer before, and the head of exit k reads
 * groups 1 to k of the last layer. Layers of all groups together are lower block triangular, as in Any-Width Networks
 * (Vu et al., arXiv 2012.03153), without their norms. As those of {@link ConvNet}, they are for images or for series.
 */
public final class AnyWidthConvNet implements Backbone {
    private static final int KERNEL = 3;

    /** Options of {@code any-width-convnet}. */
    public record Options(
            @Option(value = "Channels of every layer at the full width", defaultValue = "128", min = 1, max = 4096)
                    int width,
            @Option(value = "Number of layers", defaultValue = "3", min = 1, max = 16) int layers,
            @Option(
                            value =
                                    "Number of widths, which is the number of exits; exit k has k/levels of the channels",
                            defaultValue = "4",
                            min = 1,
                            max = 16)
                    int levels) {
        public Options {
            channelsPerLevel(width, levels);
        }
    }

    /** Options of {@code any-width-convnet-1d}. */
    public record SeriesOptions(
            @Option(value = "Channels of every layer at the full width", defaultValue = "64", min = 1, max = 4096)
                    int width,
            @Option(value = "Number of layers", defaultValue = "3", min = 1, max = 16) int layers,
            @Option(
                            value =
                                    "Number of widths, which is the number of exits; exit k has k/levels of the channels",
                            defaultValue = "4",
                            min = 1,
                            max = 16)
                    int levels,
            @Option(value = "Length of the kernel in time steps", defaultValue = "9", min = 2, max = 1024) int kernel) {
        public SeriesOptions {
            channelsPerLevel(width, levels);
        }
    }

    private final int levels;
    private final Function<InputShape, InputType> input;
    private final Supplier<ChannelGroup> group;

    /** Creates the backbone for images. */
    public AnyWidthConvNet(Options options) {
        int channels = channelsPerLevel(options.width(), options.levels());
        this.levels = options.levels();
        this.input = example -> Inputs.image(example, "any-width-convnet");
        this.group = () -> ChannelGroup.ofImages(KERNEL, options.layers(), channels);
    }

    /** Creates the backbone for series. */
    public AnyWidthConvNet(SeriesOptions options) {
        int channels = channelsPerLevel(options.width(), options.levels());
        this.levels = options.levels();
        this.input = example -> Inputs.series(example, "any-width-convnet-1d");
        this.group = () -> ChannelGroup.ofSeries(options.kernel(), options.layers(), channels);
    }

    /**
     * Returns the channels of one group.
     *
     * @throws IllegalArgumentException if groups cannot be equal
     */
    private static int channelsPerLevel(int width, int levels) {
        if (width % levels != 0) {
            throw new IllegalArgumentException(
                    "width = %d, levels = %d: expected a width that is a multiple of 'levels'"
                            .formatted(width, levels));
        }
        return width / levels;
    }

    @Override
    public int stages() {
        return levels;
    }

    @Override
    public InputType input(InputShape example) {
        return input.apply(example);
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String previous, InputType type) {
        graph.addLayer("group", group.get(), previous);
        return "group";
    }

    @Override
    public Optional<Layer> headInput() {
        return Optional.of(new LastMaps());
    }
}
