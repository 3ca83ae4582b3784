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
 * The layers of {@link ConvNet1d}, computed in groups of channels; the equivalent of {@link AnyWidthConvNet} for series
 * {@code [channels, time]}.
 */
public final class AnyWidthConvNet1d implements Backbone {
    /** Options of {@link AnyWidthConvNet1d}. */
    public record Options(
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
        public Options {
            AnyWidthConvNet.channelsPerLevel(width, levels);
        }
    }

    /** Plugin {@code any-width-convnet-1d}. */
    public static final class Plugin extends BackbonePlugin<Options> {
        /** Creates the plugin. */
        public Plugin() {
            super(
                    "any-width-convnet-1d",
                    "A ConvNet along time with exits at growing widths instead of depths; for series",
                    Options.class,
                    (options, context) -> new AnyWidthConvNet1d(options));
        }
    }

    private final Options options;

    /** Creates the backbone. */
    public AnyWidthConvNet1d(Options options) {
        this.options = options;
    }

    @Override
    public int stages() {
        return options.levels();
    }

    @Override
    public InputType input(InputShape example) {
        return Series.channelsLast(example, "any-width-convnet-1d");
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        int channels = AnyWidthConvNet.channelsPerLevel(options.width(), options.levels());
        graph.addLayer("group", ChannelGroup.ofSeries(options.kernel(), options.layers(), channels), input);
        return "group";
    }

    @Override
    public Optional<Layer> headInput() {
        return Optional.of(new LastMaps());
    }
}
