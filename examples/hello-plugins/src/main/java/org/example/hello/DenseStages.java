package org.example.hello;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.spi.Backbone;
import org.nd4j.linalg.activations.Activation;

/**
 * One dense layer of Deeplearning4j per stage, on examples of any shape read as one vector. There is an exit after each
 * stage.
 */
public record DenseStages(Options options) implements Backbone {
    public record Options(
            @Option(value = "Units of each stage", min = 1, minItems = 1, defaultValue = "[64, 64]")
                    List<Integer> units,
            @Option(value = "Activation function", defaultValue = "tanh") Activation activation) {}


    @Override
    public int stages() {
        return options.units().size();
    }

    @Override
    public InputType input(InputShape example) {
        return InputType.feedForward(example.size());
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        DenseLayer dense = new DenseLayer.Builder()
                .nOut(options.units().get(stage - 1))
                .activation(options.activation())
                .build();
        graph.addLayer("dense", dense, input);
        return "dense"; // the output of the stage
    }
}
