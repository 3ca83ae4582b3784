package org.exeunt.dl4j.backbones;

import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.conv.ConvReluPool;
import org.exeunt.dl4j.spi.Backbone;

/**
 * Stages of a convolution without padding, ReLU and max-pooling. With three stages of width 128 on 32x32 images, it is
 * the network of the CIFAR-10 experiments of CAFEDistill (arXiv 2601.10015).
 *
 * <p>Convolutions are 3x3 and pooling is 2x2 for images. For series {@code [channels, time]} such as those of motion
 * sensors, both are along time, pooling is over pairs of steps, and stages return {@code [batch, 1, time, width]}.
 */
public final class ConvNet implements Backbone {
    private static final int KERNEL = 3;

    /** Options of {@code convnet}. */
    public record Options(
            @Option(value = "Channels of every stage", defaultValue = "128", min = 1, max = 4096) int width,
            @Option(value = "Number of stages, which is the number of exits", defaultValue = "3", min = 1, max = 16)
                    int stages) {}

    /** Options of {@code convnet-1d}. */
    public record SeriesOptions(
            @Option(value = "Channels of every stage", defaultValue = "64", min = 1, max = 4096) int width,
            @Option(value = "Number of stages, which is the number of exits", defaultValue = "3", min = 1, max = 16)
                    int stages,
            @Option(value = "Length of the kernel in time steps", defaultValue = "9", min = 2, max = 1024)
                    int kernel) {}

    private final int stages;
    private final Function<InputShape, InputType> input;
    private final Supplier<ConvReluPool> stage;

    /** Creates the backbone for images. */
    public ConvNet(Options options) {
        this.stages = options.stages();
        this.input = example -> Inputs.image(example, "convnet");
        this.stage = () -> ConvReluPool.of(KERNEL, options.width());
    }

    /** Creates the backbone for series. */
    public ConvNet(SeriesOptions options) {
        this.stages = options.stages();
        this.input = example -> Inputs.series(example, "convnet-1d");
        this.stage = () -> ConvReluPool.ofSeries(options.kernel(), options.width());
    }

    @Override
    public int stages() {
        return stages;
    }

    @Override
    public InputType input(InputShape example) {
        return input.apply(example);
    }

    @Override
    public String addStage(int number, GraphBuilder graph, String previous, InputType type) {
        graph.addLayer("conv", stage.get(), previous);
        return "conv";
    }

    @Override
    public boolean narrowsExactly() {
        return true;
    }
}
