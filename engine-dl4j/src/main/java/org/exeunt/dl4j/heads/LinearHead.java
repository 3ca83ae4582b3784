package org.exeunt.dl4j.heads;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.layers.conv.GridAverage;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.spi.ExitHead;

/**
 * One dense layer on the feature vector. Images are first averaged over height and width, or over the cells of a grid;
 * sequences are reduced to one step or to their mean.
 *
 * @param options its options
 */
public record LinearHead(Options options) implements ExitHead {
    /** Options of {@link LinearHead}. */
    public record Options(
            @Option(Pooling.STEPS) Optional<SequencePooling.Steps> sequence,
            @Option(
                            value = "Grid of each exit, shallowest first, as its number of cells in each direction; the"
                                    + " last number is also that of deeper exits",
                            min = 1,
                            max = 16,
                            defaultValue = "[1]")
                    List<Integer> pooling) {
        public Options {
            pooling = List.copyOf(pooling);
            if (pooling.isEmpty()) {
                throw new IllegalArgumentException("'pooling' is empty; expected at least one number, such as [1]");
            }
        }

        /** Creates options with the defaults. */
        public Options() {
            this(Optional.empty());
        }

        /** Creates options with one mean over height and width. */
        public Options(Optional<SequencePooling.Steps> sequence) {
            this(sequence, List.of(1));
        }
    }

    /** Creates the head with the default options. */
    public LinearHead() {
        this(new Options());
    }

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        return Pooling.add(graph, input, type, "linear", options.sequence());
    }

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type, int exit) {
        int grid = options.pooling().get(Math.min(exit, options.pooling().size()) - 1);
        if (grid == 1 || !(type instanceof InputType.InputTypeConvolutional)) {
            return addFeature(graph, input, type);
        }
        graph.addLayer("pool", new GridAverage(grid), input);
        return "pool";
    }

    @Override
    public String addLogits(GraphBuilder graph, String feature, int classes) {
        graph.addLayer("dense", Dense.linear(classes), feature);
        return "dense";
    }

    @Override
    public boolean narrowsExactly() {
        return options.pooling().stream().allMatch(grid -> grid == 1);
    }
}
