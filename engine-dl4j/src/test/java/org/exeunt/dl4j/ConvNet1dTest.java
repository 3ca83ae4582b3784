package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Test;

/** Compares the ConvNet for series with hand counts and with the formula of one stage. */
class ConvNet1dTest {
    private static final InputShape UCI_HAR = InputShape.of(List.of(9, 128));

    private static PluginChoice<Backbone> convNet1d(int width, int stages, int kernel) {
        return PluginChoice.of(new ConvNet.SeriesPlugin(), new ConvNet.SeriesOptions(width, stages, kernel));
    }

    @Test
    void countsParametersAndMacs() {
        NetworkSpec spec = Fixture.design(convNet1d(64, 3, 9), UCI_HAR, 6).spec();
        // time 128 -> 120 -> 60 -> 52 -> 26 -> 18 -> 9
        assertThat(spec.stageMacs())
                .containsExactly(new Macs(120 * 64 * 9 * 9), new Macs(52 * 64 * 64 * 9), new Macs(18 * 64 * 64 * 9));
        assertThat(spec.headMacs()).containsOnly(new Macs(64 * 6));
        assertThat(spec.layout().backbone().size()).isEqualTo(64 * (9 * 9 + 1) + 2 * 64 * (64 * 9 + 1));
        assertThat(spec.layout().head(new Exit(2)).size()).isEqualTo(65 * 6);
    }

    /** logits = mean over time of max over pairs of relu(bias + sum of weight x value), through the dense head. */
    @Test
    void logitsAgreeWithTheFormula() {
        int channels = 2;
        int time = 13;
        int kernel = 4;
        int width = 3;
        int classes = 5;
        InputShape shape = InputShape.of(List.of(channels, time));
        Network network = Fixture.open(Fixture.design(convNet1d(width, 1, kernel), shape, classes));
        Examples examples = Fixture.normal(shape, 3, classes, 11);
        // the order of the blocks is stage1/conv/b, stage1/conv/W [width, channels, 1, kernel], exit1/dense/W [classes,
        // width], exit1/dense/b
        float[] p = network.read(network.spec().layout().all()).values();
        int weights = width;
        int head = weights + width * channels * kernel;
        network.forward(examples, pass -> {
            double[] logits = pass.logits(new Exit(1));
            for (int n = 0; n < 3; n++) {
                float[] x = new float[channels * time];
                examples.copyTo(n, x, 0);
                double[] feature = new double[width];
                int pairs = (time - kernel + 1) / 2;
                for (int o = 0; o < width; o++) {
                    for (int pair = 0; pair < pairs; pair++) {
                        double largest = 0;
                        for (int t = 2 * pair; t < 2 * pair + 2; t++) {
                            double z = p[o];
                            for (int c = 0; c < channels; c++) {
                                for (int tap = 0; tap < kernel; tap++) {
                                    z += p[weights + (o * channels + c) * kernel + tap] * x[c * time + t + tap];
                                }
                            }
                            largest = Math.max(largest, z);
                        }
                        feature[o] += largest / pairs;
                    }
                }
                for (int label = 0; label < classes; label++) {
                    double logit = p[head + classes * width + label];
                    for (int o = 0; o < width; o++) {
                        logit += p[head + label * width + o] * feature[o];
                    }
                    assertThat(logits[n * classes + label])
                            .as("logit %d of example %d", label, n)
                            .isCloseTo(logit, within(1e-5));
                }
            }
        });
        network.close();
    }

    @Test
    void learnsToClassifyWavesByFrequency() {
        InputShape shape = InputShape.of(List.of(2, 64));
        Network network = Fixture.open(Fixture.design(convNet1d(8, 2, 5), shape, 2));
        Examples waves = waves(64, shape);
        double before = Fixture.value(network, Fixture.earlyExit(network), waves);
        for (int step = 0; step < 150; step++) {
            network.train(
                    Fixture.earlyExit(network), waves, Fixture.oneStep(waves, 0.1), Fixture.STREAMS.stream("waves"));
        }
        double after = Fixture.value(network, Fixture.earlyExit(network), waves);
        assertThat(before).isGreaterThan(0.4);
        assertThat(after).isLessThan(0.1);
        network.close();
    }

    /** Sine waves of 2 or 9 periods with different phases. */
    private static Examples waves(int count, InputShape shape) {
        return new Examples() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public int label(int index) {
                return index % 2;
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                int time = shape.lengths().get(1);
                double periods = index % 2 == 0 ? 2 : 9;
                for (int t = 0; t < time; t++) {
                    double angle = 2 * Math.PI * periods * t / time + index;
                    target[offset + t] = (float) Math.sin(angle);
                    target[offset + time + t] = (float) Math.cos(angle);
                }
            }
        };
    }

    @Test
    void rejectsTooManyStages() {
        assertThatThrownBy(() -> Fixture.design(convNet1d(8, 4, 9), UCI_HAR, 6))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("stage 4 of the backbone");
    }

    @Test
    void rejectsImagesAndVectors() {
        for (InputShape shape : Arrays.asList(InputShape.image(3, 32, 32), InputShape.vector(7))) {
            assertThatThrownBy(() -> Fixture.design(convNet1d(8, 1, 3), shape, 10))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll("'convnet-1d' requires series", shape.toString());
        }
    }
}
