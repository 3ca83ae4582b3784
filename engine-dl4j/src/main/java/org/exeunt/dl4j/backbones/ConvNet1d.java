package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.conv.ConvReluPool;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.BackbonePlugin;

/**
 * Stages of a convolution along time without padding, ReLU and max-pooling over pairs of steps, for series
 * {@code [channels, time]} such as those of motion sensors; the equivalent of {@link ConvNet} for series. Stages return
 * {@code [batch, 1, time, width]}.
 */
public final class ConvNet1d implements Backbone {
    /** Options of {@link ConvNet1d}. */
    public record Options(
            @Option(value = "Channels of every stage", defaultValue = "64", min = 1, max = 4096) int width,
            @Option(value = "Number of stages, which is the number of exits", defaultValue = "3", min = 1, max = 16)
                    int stages,
            @Option(value = "Length of the kernel in time steps", defaultValue = "9", min = 2, max = 1024)
                    int kernel) {}

    /** Plugin {@code convnet-1d}. */
    public static final class Plugin extends BackbonePlugin<Options> {
        /** Creates the plugin. */
        public Plugin() {
            super(
                    "convnet-1d",
                    "Stages of a convolution along time without padding, ReLU and max-pooling over pairs; for series",
                    Options.class,
                    (options, context) -> new ConvNet1d(options));
        }
    }

    private final Options options;

    /** Creates the backbone. */
    public ConvNet1d(Options options) {
        this.options = options;
    }

    @Override
    public int stages() {
        return options.stages();
    }

    @Override
    public InputType input(InputShape example) {
        return Series.channelsLast(example, "convnet-1d");
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        graph.addLayer("conv", ConvReluPool.ofSeries(options.kernel(), options.width()), input);
        return "conv";
    }

    @Override
    public boolean narrowsExactly() {
        return true;
    }
}
