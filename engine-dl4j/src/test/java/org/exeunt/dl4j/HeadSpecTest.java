package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.design.ActivationMemory;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.design.Trial;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares heads with hidden layers with hand counts. */
class HeadSpecTest {
    private static final InputShape CIFAR = InputShape.image(3, 32, 32);
    private static final PluginChoice<ExitHead> CONV =
            PluginChoice.of(new ConvHead.Provider(), new ConvHead.Options(64));
    private static final PluginChoice<ExitHead> MLP = PluginChoice.of(new MlpHead.Provider(), new MlpHead.Options(64));

    private static final RecurrentHead.Options FOUR_FEATURES = new RecurrentHead.Options(4, 4, 256, 0);
    private static final PluginChoice<ExitHead> RECURRENT =
            PluginChoice.of(new RecurrentHead.Provider(), FOUR_FEATURES);

    private static NetworkSpec facts(
            PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head, InputShape input, int classes) {
        return new Dl4jEngine(new Fixture.Context())
                .design(new NetworkOptions(backbone, head), input, classes)
                .spec();
    }

    @Test
    void costOfConvHeadsDependsOnImageSize() {
        NetworkSpec spec = facts(Fixture.convNet(128, 3), CONV, CIFAR, 10);
        // stages return 15x15, 6x6 and 2x2 pixels of 128 channels
        assertThat(spec.headMacs())
                .containsExactly(
                        new Macs(15 * 15 * 128 * 64 * 9 + 640),
                        new Macs(6 * 6 * 128 * 64 * 9 + 640),
                        new Macs(2 * 2 * 128 * 64 * 9 + 640));
        assertThat(spec.layout().head(new Exit(1)).size()).isEqualTo(64 * (128 * 9 + 1) + 10 * 65);
        assertThat(spec.layout().head(new Exit(3)).blocks().stream().map(Block::name))
                .containsExactly("exit3/conv/b", "exit3/conv/W", "exit3/dense/W", "exit3/dense/b");
    }

    @Test
    void costOfMlpHeadsIsTheSameAtAllExits() {
        NetworkSpec spec = facts(Fixture.convNet(128, 3), MLP, CIFAR, 10);
        assertThat(spec.headMacs()).containsOnly(new Macs(128 * 64 + 64 * 10)).hasSize(3);
        assertThat(spec.layout().head(new Exit(2)).size()).isEqualTo(64 * 129 + 10 * 65);
    }

    @Test
    void recurrentHeadsHaveTheSameShapes() {
        NetworkSpec spec = facts(Fixture.convNet(128, 3), RECURRENT, CIFAR, 10);
        // five position vectors; queries, keys, values and results; the feed-forward part; two norms; the output layer
        int parameters = 5 * 128 + 4 * (128 * 128 + 128) + 2 * 128 * 256 + 256 + 128 + 4 * 128 + 10 * 129;
        for (Exit exit : spec.allExits()) {
            assertThat(spec.layout().head(exit).size()).isEqualTo(parameters);
        }
    }

    @Test
    void costOfRecurrentHeadsIsThatOfComputedPositions() {
        NetworkSpec spec = facts(Fixture.convNet(128, 3), RECURRENT, CIFAR, 10);
        GraphFactory factory =
                new GraphFactory(new ConvNet(new ConvNet.Options(128, 3)), new RecurrentHead(FOUR_FEATURES), CIFAR, 10);
        for (Exit exit : spec.allExits()) {
            int positions = computedPositions(factory, exit.number());
            assertThat(positions).isEqualTo(exit.number() + 1);
            assertThat(spec.headMacs().get(exit.number() - 1))
                    .isEqualTo(new Macs(positions * (4 * 128 * 128 + 2 * positions * 128 + 2 * 128 * 256) + 1280));
            // pooled feature, tap, answer and logits; the sequence; nine values, hidden units and attention weights
            assertThat(ActivationMemory.of(factory.head(exit.number()), factory.headInput(exit.number())))
                    .isEqualTo(3 * 128 + 10 + positions * (128 + 7 * 128 + 256 + 4 * positions));
        }
    }

    /** Returns the number of positions of the sequence in the head of an exit. */
    private static int computedPositions(GraphFactory factory, int exit) {
        StageGraph head = new StageGraph(factory.head(exit));
        head.init();
        head.readerOfEarlierFeatures().orElseThrow().read(Collections.nCopies(exit - 1, Nd4j.ones(1, 128)));
        INDArray sequence = head.feedForward(
                        new INDArray[] {Nd4j.ones(Trial.shape(factory.headInput(exit)))}, false, false)
                .get("recall");
        return (int) sequence.size(1);
    }

    @Test
    void recurrentHeadsRejectUnsuitableFeatures() {
        assertThatThrownBy(() -> facts(Fixture.mlp(8, 8, 4), RECURRENT, InputShape.vector(5), 3))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("head of exit 3", "length 8", "length 4");
        assertThatThrownBy(() -> facts(Fixture.mlp(8, 8, 8, 8, 8), RECURRENT, InputShape.vector(5), 3))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("head of exit 5", "'memory' allows at most 4");
    }

    @Test
    void convHeadsOfSeriesConvolveAlongTime() {
        PluginChoice<Backbone> backbone =
                PluginChoice.of(new ConvNet.SeriesPlugin(), new ConvNet.SeriesOptions(64, 2, 9));
        NetworkSpec spec = facts(backbone, CONV, InputShape.of(List.of(9, 128)), 6);
        assertThat(spec.headMacs())
                .containsExactly(new Macs(60 * 64 * 64 * 3 + 64 * 6), new Macs(26 * 64 * 64 * 3 + 64 * 6));
        assertThat(spec.layout().head(new Exit(1)).size()).isEqualTo(64 * (64 * 3 + 1) + 6 * 65);
    }

    @Test
    void mlpHeadsAcceptVectorsAndConvHeadsDoNot() {
        assertThat(facts(Fixture.mlp(8, 7), MLP, InputShape.vector(5), 3).headMacs())
                .containsExactly(new Macs(8 * 64 + 64 * 3), new Macs(7 * 64 + 64 * 3));
        assertThatThrownBy(() -> facts(Fixture.mlp(8, 7), CONV, InputShape.vector(5), 3))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("head of exit 1", "'conv' requires images or series");
    }
}
