package org.exeunt.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Tag;
import org.nd4j.linalg.activations.Activation;

/** Convolutions with bias before batch norm, of Deeplearning4j's own layers: the gradient of these biases is 0. */
@Tag("slow")
class StockBatchNormEngineContractTest extends Dl4jEngineContract {
    private static final class NormedStages implements Backbone {
        @Override
        public int stages() {
            return 2;
        }

        @Override
        public InputType input(InputShape example) {
            return InputType.convolutional(8, 8, 2);
        }

        @Override
        public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
            graph.addLayer(
                            "conv",
                            new ConvolutionLayer.Builder(3, 3)
                                    .nOut(4)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            input)
                    .addLayer("norm", new BatchNormalization(), "conv")
                    .addLayer("tanh", new ActivationLayer(Activation.TANH), "norm");
            return "tanh";
        }
    }

    /** Plugin of the backbone. */
    static final class Provider extends Plugin<Backbone, NoOptions> {
        Provider() {
            super("normed", "for this test", (options, context) -> new NormedStages());
        }
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new Provider(), new NoOptions()),
                PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(2, 8, 8);
    }

    @Override
    protected boolean normalisesOverTheBatch() {
        return true;
    }
}
