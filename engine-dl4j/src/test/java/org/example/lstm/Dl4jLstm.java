package org.example.lstm;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.dl4j.spi.Backbone;
import org.nd4j.linalg.activations.Activation;

/** Stages of one LSTM of Deeplearning4j, for series {@code [channels, time]}. */
public final class Dl4jLstm implements Backbone {
    public record Options(
            @Option(value = "Units of every stage", defaultValue = "32", min = 1) int units,
            @Option(value = "Number of stages, which is the number of exits", defaultValue = "2", min = 1)
                    int stages) {}

    public static final class Listed implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(Plugin.of(Backbone.class, "dl4j-lstm", Options.class, Dl4jLstm::new));
        }
    }

    private final Options options;

    public Dl4jLstm(Options options) {
        this.options = options;
    }

    @Override
    public int stages() {
        return options.stages();
    }

    @Override
    public InputType input(InputShape example) {
        if (example.lengths().size() != 2) {
            throw new IllegalArgumentException("'dl4j-lstm' requires series [channels, time]; found " + example);
        }
        return InputType.recurrent(example.lengths().get(0), example.lengths().get(1));
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        graph.addLayer(
                "lstm",
                new LSTM.Builder()
                        .nOut(options.units())
                        .activation(Activation.TANH)
                        .build(),
                input);
        return "lstm";
    }
}
