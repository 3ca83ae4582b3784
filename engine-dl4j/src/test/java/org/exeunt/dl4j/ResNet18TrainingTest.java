package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training and inference of small residual networks: image and batch sizes, running statistics and memory. */
class ResNet18TrainingTest {
    private static final int CLASSES = 3;

    static List<PluginChoice<Backbone>> backbones() {
        return List.of(Fixture.resNet18(8), Fixture.resNet18WithGroupNorm(8, 4));
    }

    @ParameterizedTest
    @MethodSource("backbones")
    void acceptsAllImageAndBatchSizes(PluginChoice<Backbone> backbone) {
        for (int size : new int[] {1, 2, 8, 13, 32, 64}) {
            InputShape shape = InputShape.image(3, size, size);
            try (Network network = Fixture.open(Fixture.design(backbone, shape, CLASSES))) {
                // the last batch is a single example
                Examples examples = Fixture.normal(shape, 9, CLASSES, size);
                TrainingReport report = network.train(
                        Fixture.earlyExit(network),
                        examples,
                        new LocalTraining(2, 4, 0.01, 0.9, 1e-4),
                        Fixture.STREAMS.stream("train"));
                assertThat(report.loss()).as("%dx%d images", size, size).isFinite();
                assertThat(network.read(network.spec().layout().all()).firstNonFinite())
                        .as("%dx%d images", size, size)
                        .isEmpty();
            }
        }
    }

    @Test
    void runningStatisticsApproachThoseOfTheBatch() {
        InputShape shape = InputShape.image(3, 8, 8);
        Examples examples = Fixture.normal(shape, 16, CLASSES, 34);
        try (Network network = Fixture.open(Fixture.design(Fixture.resNet18(4), shape, CLASSES))) {
            BlockSet buffers = network.spec().layout().buffers();
            List<ParameterSet> after = new ArrayList<>();
            after.add(network.read(buffers));
            // the learning rate is so small that the same batch has the same statistics again
            for (int step = 0; step < 2; step++) {
                network.train(
                        Fixture.earlyExit(network),
                        examples,
                        Fixture.oneStep(examples, 1e-30),
                        Fixture.STREAMS.stream("step"));
                after.add(network.read(buffers));
            }
            for (Block block : buffers.blocks()) {
                BlockSet one = network.spec().layout().select(block::equals);
                float[] start = after.get(0).select(one).values();
                float[] first = after.get(1).select(one).values();
                float[] second = after.get(2).select(one).values();
                for (int c = 0; c < start.length; c++) {
                    // new = 0.9 old + 0.1 batch: each step multiplies the distance by 0.9
                    double statistic = start[c] + 10.0 * (first[c] - start[c]);
                    assertThat(second[c] - statistic)
                            .as("%s[%d]", block.name(), c)
                            .isCloseTo(0.9 * (first[c] - statistic), within(1e-5 * Math.max(1, Math.abs(statistic))));
                    assertThat(first[c]).as("%s[%d]", block.name(), c).isNotEqualTo(start[c]);
                }
            }
        }
    }
}
