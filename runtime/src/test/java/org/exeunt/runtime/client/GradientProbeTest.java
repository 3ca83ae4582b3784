package org.exeunt.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class GradientProbeTest {
    private static final RandomStreams STREAMS = new RandomStreams(7);
    private static final double STEP = 1e-3;

    private final Dataset dataset = Blobs.source(40).load(STREAMS);
    private final NetworkDesign design =
            new ToyEngine().design(ToyNetworkOptions.of(4, 4, 4), dataset.input(), dataset.classes());
    private final ParameterSet model = design.initialParameters(STREAMS.stream("init"));

    @Test
    void matchesFiniteDifferences() {
        try (Network network = design.open()) {
            network.load(model);
            List<GradientConflict> found = GradientProbe.conflicts(network, dataset.train(), 16, STREAMS);
            Examples batch = dataset.train().select(Blobs.range(0, 16));

            assertThat(found)
                    .extracting(pair -> "%d %s %s".formatted(pair.stage(), pair.shallower(), pair.deeper()))
                    .containsExactly("1 1 2", "1 1 3", "1 2 3", "2 2 3");
            for (GradientConflict pair : found) {
                BlockSet.Range stage = design.spec()
                        .layout()
                        .select(block -> block.role() == BlockRole.BACKBONE && block.depth() == pair.stage())
                        .ranges()
                        .get(0);
                double[] one = gradient(network, batch, pair.shallower(), stage);
                double[] other = gradient(network, batch, pair.deeper(), stage);
                assertThat(pair.cosine())
                        .as("%s", pair)
                        .isCloseTo(dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other)), within(2e-3));
            }
        }
    }

    private double[] gradient(Network network, Examples batch, Exit exit, BlockSet.Range stage) {
        double[] gradient = new double[stage.to() - stage.from()];
        for (int i = 0; i < gradient.length; i++) {
            int place = stage.from() + i;
            gradient[i] =
                    (loss(network, batch, exit, place, STEP) - loss(network, batch, exit, place, -STEP)) / STEP / 2;
        }
        return gradient;
    }

    private double loss(Network network, Examples batch, Exit exit, int place, double step) {
        float[] flat = new float[model.layout().size()];
        model.copyToFlat(flat);
        flat[place] += (float) step;
        network.load(ParameterSet.of(model.blocks(), flat));
        double[] sum = {0};
        network.forward(batch, pass -> {
            for (int b = 0; b < pass.size(); b++) {
                double[] logits = pass.logits(exit);
                sum[0] += Softmax.row(logits, 3 * b, 3, 1, new double[3]) - logits[3 * b + pass.label(b)];
            }
        });
        return sum[0] / batch.size();
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    @Test
    void restoresTheModel() {
        try (Network network = design.open()) {
            network.load(model);
            GradientProbe.conflicts(network, dataset.train(), 1000, STREAMS);
            assertThat(network.read(model.blocks())).isEqualTo(model);
        }
    }
}
