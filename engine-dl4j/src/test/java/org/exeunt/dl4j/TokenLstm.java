package org.exeunt.dl4j;

import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.exeunt.api.data.InputShape;
import org.exeunt.dl4j.spi.Backbone;
import org.nd4j.linalg.activations.Activation;

/** Two stages of Deeplearning4j's recurrent layers on token ids, of which 0 is padding. */
record TokenLstm(boolean masksPadding) implements Backbone {
    static final int VOCABULARY = 20;

    @Override
    public int stages() {
        return 2;
    }

    @Override
    public InputType input(InputShape example) {
        return InputType.feedForward(example.size());
    }

    @Override
    public OptionalDouble padding() {
        return masksPadding ? OptionalDouble.of(0) : OptionalDouble.empty();
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        if (stage == 1) {
            graph.addLayer(
                    "tokens",
                    new EmbeddingSequenceLayer.Builder().nIn(VOCABULARY).nOut(5).build(),
                    input);
            graph.addLayer(
                    "lstm",
                    new LSTM.Builder().nOut(6).activation(Activation.TANH).build(),
                    "tokens");
            return "lstm";
        }
        graph.addLayer(
                "both",
                new Bidirectional(new SimpleRnn.Builder()
                        .nOut(3)
                        .activation(Activation.TANH)
                        .build()),
                input);
        return "both";
    }
}
