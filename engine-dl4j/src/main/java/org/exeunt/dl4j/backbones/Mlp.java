package org.exeunt.dl4j.backbones;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.layers.PassThrough;
import org.exeunt.dl4j.spi.Backbone;

/**
 * Stages of one dense layer with ReLU, on examples of any shape flattened to a vector; or one stage without layers,
 * with which a linear head is logistic regression.
 *
 * @param options its options
 */
public record Mlp(Options options) implements Backbone {
    /** Options of {@link Mlp}. */
    public record Options(
            @Option(
                            value = "Units of each stage, with one exit per entry; if empty, a single exit directly "
                                    + "on the examples",
                            defaultValue = "[64, 64, 64]",
                            min = 1,
                            max = 65536)
                    List<Integer> hidden) {
        public Options {
            hidden = List.copyOf(hidden);
            if (hidden.stream().anyMatch(units -> units < 1)) {
                throw new IllegalArgumentException("hidden = " + hidden + ": expected at least 1 unit per stage");
            }
        }
    }

    @Override
    public int stages() {
        return Math.max(1, options.hidden().size());
    }

    @Override
    public InputType input(InputShape example) {
        return InputType.feedForward(example.size());
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        if (options.hidden().isEmpty()) {
            graph.addLayer("examples", new PassThrough(), input);
            return "examples";
        }
        graph.addLayer("dense", Dense.relu(options.hidden().get(stage - 1)), input);
        return "dense";
    }

    @Override
    public boolean narrowsExactly() {
        return !options.hidden().isEmpty();
    }
}
