package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.conv.ConvReluPool;
import org.exeunt.dl4j.layers.experts.ConvExperts;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.BackbonePlugin;

/**
 * A {@link ConvNet} whose last stage is a mixture of experts: a gate chooses for each example which of several
 * convolutions compute it ({@link ConvExperts}). An expert that none of a client's examples reaches has no gradient on
 * this client.
 */
public final class ExpertConvNet implements Backbone {
    private static final int KERNEL = 3;

    /** Options of {@link ExpertConvNet}. */
    public record Options(
            @Option(value = "Channels of every stage", defaultValue = "128", min = 1, max = 4096) int width,
            @Option(value = "Number of stages, which is the number of exits", defaultValue = "3", min = 1, max = 16)
                    int stages,
            @Option(value = "Number of experts of the last stage", defaultValue = "4", min = 1, max = 64) int experts,
            @Option(
                            value = "Number of experts that compute an example, at most experts",
                            defaultValue = "2",
                            min = 1,
                            max = 64)
                    int active) {
        public Options {
            if (active > experts) {
                throw new IllegalArgumentException(
                        "active = %d, experts = %d: expected at most as many active experts as there are experts"
                                .formatted(active, experts));
            }
        }
    }

    /** Plugin {@code expert-convnet}. */
    public static final class Plugin extends BackbonePlugin<Options> {
        /** Creates the plugin. */
        public Plugin() {
            super(
                    "expert-convnet",
                    "A ConvNet whose last stage is a mixture of experts, of which a gate chooses; for images",
                    Options.class,
                    (options, context) -> new ExpertConvNet(options));
        }
    }

    private final Options options;

    /** Creates the backbone. */
    public ExpertConvNet(Options options) {
        this.options = options;
    }

    @Override
    public int stages() {
        return options.stages();
    }

    @Override
    public InputType input(InputShape example) {
        return Inputs.image(example, "expert-convnet");
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        if (stage < options.stages()) {
            graph.addLayer("conv", ConvReluPool.of(KERNEL, options.width(), false), input);
            return "conv";
        }
        graph.addLayer("experts", ConvExperts.of(KERNEL, options.width(), options.experts(), options.active()), input);
        return "experts";
    }
}
