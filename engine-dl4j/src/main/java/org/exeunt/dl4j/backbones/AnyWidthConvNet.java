package org.exeunt.dl4j.backbones;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.width.ChannelGroup;
import org.exeunt.dl4j.layers.width.LastMaps;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.BackbonePlugin;

/**
 * The layers of {@link ConvNet}, computed in m groups of channels, so that exit k is the network of width k/m: stage k
 * computes group k of all layers from the channels of groups 1 to k of the layer before, and the head of exit k reads
 * groups 1 to k of the last layer. Layers of all groups together are lower block triangular, as in Any-Width Networks
 * (Vu et al., arXiv 2012.03153), without their norms.
 */
public final class AnyWidthConvNet implements Backbone {
    private static final int KERNEL = 3;

    /** Options of {@link AnyWidthConvNet}. */
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

    /** Plugin {@code any-width-convnet}. */
    public static final class Plugin extends BackbonePlugin<Options> {
        /** Creates the plugin. */
        public Plugin() {
            super(
                    "any-width-convnet",
                    "A ConvNet with exits at growing widths instead of depths; for images",
                    Options.class,
                    (options, context) -> new AnyWidthConvNet(options));
        }
    }

    private final Options options;

    /** Creates the backbone. */
    public AnyWidthConvNet(Options options) {
        this.options = options;
    }

    /**
     * Returns the channels of one group.
     *
     * @throws IllegalArgumentException if groups cannot be equal
     */
    static int channelsPerLevel(int width, int levels) {
        if (width % levels != 0) {
            throw new IllegalArgumentException(
                    "width = %d, levels = %d: expected a width that is a multiple of 'levels'"
                            .formatted(width, levels));
        }
        return width / levels;
    }

    @Override
    public int stages() {
        return options.levels();
    }

    @Override
    public InputType input(InputShape example) {
        return Images.channelsLast(example, "any-width-convnet");
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        int channels = channelsPerLevel(options.width(), options.levels());
        graph.addLayer("group", ChannelGroup.ofImages(KERNEL, options.layers(), channels), input);
        return "group";
    }

    @Override
    public Optional<Layer> headInput() {
        return Optional.of(new LastMaps());
    }
}
