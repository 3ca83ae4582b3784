package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.exeunt.api.data.InputShape;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    private static final InputShape SHAPE = InputShape.image(3, 32, 32);

    @Test
    void fastLayersReuseTheirArrays() {
        GraphFactory fast = new GraphFactory(new ConvNet(new ConvNet.Options(8, 3)), new LinearHead(), SHAPE, 10);
        assertThat(new NativeMemory(fast).bytesPerExample()).isZero();
    }

    @Test
    void estimateCoversActivationsAndPatches() {
        Backbone stock = new Backbone() {
            @Override
            public int stages() {
                return 1;
            }

            @Override
            public InputType input(InputShape example) {
                return InputType.convolutional(32, 32, 3, CNN2DFormat.NCHW);
            }

            @Override
            public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
                graph.addLayer(
                        "conv", new ConvolutionLayer.Builder(3, 3).nOut(8).build(), input);
                return "conv";
            }
        };
        long positions = 30 * 30;
        assertThat(new NativeMemory(new GraphFactory(stock, new LinearHead(), SHAPE, 10)).bytesPerExample())
                .isGreaterThan(Float.BYTES * positions * (8 + 3 * 9));
    }
}
