package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.conv.ConvReluPool;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.BackbonePlugin;

/**
 * Stages of a 3x3 convolution without padding, ReLU and 2x2 max-pooling. With three stages of width 128 on 32x32
 * images, it is the network of the CIFAR-10 experiments of CAFEDistill (arXiv 2601.10015).
 */
public final class ConvNet implements Backbone {
    private static final int KERNEL = 3;

    /** Options of {@link ConvNet}. */
    public record Options(
            @Option(value = "Channels of every stage", defaultValue = "128", min = 1, max = 4096) int width,
            @Option(value = "Number of stages, which is the number of exits", defaultValue = "3", min = 1, max = 16)
                    int stages) {}

    /** Plugin {@code convnet}. */
    public static final class Plugin extends BackbonePlugin<Options> {
        /** Creates the plugin. */
        public Plugin() {
            super(
                    "convnet",
                    "Stages of a 3x3 convolution without padding, ReLU and 2x2 max-pooling; for images",
                    Options.class,
                    (options, context) -> new ConvNet(options));
        }
    }

    private final Options options;

    /** Creates the backbone. */
    public ConvNet(Options options) {
        this.options = options;
    }

    @Override
    public int stages() {
        return options.stages();
    }

    @Override
    public InputType input(InputShape example) {
        return Images.channelsLast(example, "convnet");
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        graph.addLayer("conv", ConvReluPool.of(KERNEL, options.width(), false), input);
        return "conv";
    }

    @Override
    public boolean narrowsExactly() {
        return true;
    }
}
