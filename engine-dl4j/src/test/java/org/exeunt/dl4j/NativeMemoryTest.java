package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.run.Dl4jNetwork;
import org.exeunt.dl4j.run.NativeMemory;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class NativeMemoryTest {
    private static final InputShape SHAPE = InputShape.image(3, 32, 32);

    @Test
    void fastLayersReuseTheirArrays() {
        for (PluginChoice<Backbone> fast :
                List.of(Fixture.convNet(8, 3), Fixture.resNet18(8), Fixture.resNet18WithGroupNorm(8, 4))) {
            GraphFactory factory = new GraphFactory(fast.create(new Fixture.Context()), new LinearHead(), SHAPE, 10);
            assertThat(new NativeMemory(factory).bytesPerExample()).isZero();
        }
    }

    @Test
    void estimateCoversActivationsAndPatches() {
        Backbone stock = Fixture.oneStage(
                InputType.convolutional(32, 32, 3),
                new ConvolutionLayer.Builder(3, 3).nOut(8).build());
        long positions = 30 * 30;
        assertThat(new NativeMemory(new GraphFactory(stock, new LinearHead(), SHAPE, 10)).bytesPerExample())
                .isGreaterThan(Float.BYTES * positions * (8 + 3 * 9));
    }

    /** A layer that reports more native memory for one batch than may be left unused. */
    @SuppressWarnings("serial")
    private static final class LargeLayer extends ActivationLayer {
        LargeLayer() {
            super(Activation.TANH);
        }

        @Override
        public LayerMemoryReport getMemoryReport(InputType inputType) {
            return new LayerMemoryReport.Builder(getLayerName(), LargeLayer.class, inputType, inputType)
                    .standardMemory(0, 0)
                    .workingMemory(0, 0, 0, 1L << 30)
                    .cacheMemory(0, 0)
                    .build();
        }
    }

    @Test
    void inferenceCollectsAfterBatches() {
        Backbone large = Fixture.backbone(2, InputType.feedForward(2), (stage, graph, input, type) -> {
            graph.addLayer("large", new LargeLayer(), input);
            return "large";
        });
        InputShape shape = InputShape.vector(2);
        try (Network network = Fixture.open(Fixture.design(large, shape, 3))) {
            int batches = 4;
            long before = collections();
            network.infer(
                    Fixture.normal(shape, batches * Dl4jNetwork.INFERENCE_BATCH, 3, 1), Fixture.rule(exit -> false));
            assertThat(collections() - before).isGreaterThanOrEqualTo(batches);
        }
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
