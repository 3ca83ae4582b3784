package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;

/** Compares the ConvNet of the CIFAR-10 experiments with hand counts. */
class ConvNetSpecTest {
    private static final InputShape CIFAR = InputShape.image(3, 32, 32);

    private final NetworkSpec spec =
            Fixture.design(Fixture.convNet(128, 3), CIFAR, 10).spec();

    @Test
    void countsTheParametersOfBackboneAndHeads() {
        ParameterLayout layout = spec.layout();
        assertThat(layout.backbone().size()).isEqualTo(298_752);
        for (int exit = 1; exit <= 3; exit++) {
            assertThat(layout.head(new Exit(exit)).size()).isEqualTo(1_290);
        }
        assertThat(layout.size()).isEqualTo(298_752 + 3 * 1_290);
        assertThat(layout.buffers().isEmpty()).isTrue();
    }

    @Test
    void countsTheMacsOfStagesAndHeads() {
        long upToStage = 0;
        long[] expected = {3_110_400, 28_030_464, 30_389_760};
        for (int k = 0; k < 3; k++) {
            upToStage += spec.stageMacs().get(k).count();
            assertThat(upToStage).isEqualTo(expected[k]);
            assertThat(spec.headMacs().get(k)).isEqualTo(new Macs(1_280));
        }
    }

    @Test
    void namesBlocksByStageAndExit() {
        assertThat(spec.layout().blocks().stream().map(Block::name))
                .containsExactly(
                        "stage1/conv/b",
                        "stage1/conv/W",
                        "stage2/conv/b",
                        "stage2/conv/W",
                        "stage3/conv/b",
                        "stage3/conv/W",
                        "exit1/dense/W",
                        "exit1/dense/b",
                        "exit2/dense/W",
                        "exit2/dense/b",
                        "exit3/dense/W",
                        "exit3/dense/b");
    }

    @Test
    void initialValuesDependOnTheStream() {
        var design = Fixture.design(Fixture.convNet(32, 2), CIFAR, 10);
        ParameterSet first = design.initialParameters(Fixture.STREAMS.stream("init"));
        assertThat(design.initialParameters(Fixture.STREAMS.stream("init"))).isEqualTo(first);
        assertThat(design.initialParameters(Fixture.STREAMS.stream("other"))).isNotEqualTo(first);
        for (Block block : first.layout().blocks()) {
            float[] values = first.select(first.layout().select(block::equals)).values();
            double squares = 0;
            for (float value : values) {
                squares += (double) value * value;
            }
            double meanSquare = squares / values.length;
            if (block.name().endsWith("/b")) {
                assertThat(squares).as(block.name()).isZero();
            } else if (block.name().startsWith("stage")) {
                int fanIn = block.size() / block.shape().get(0);
                // with 864 or more values, the mean square is almost certainly within 25 %
                assertThat(meanSquare * fanIn / 2).as(block.name()).isBetween(0.75, 1.25);
            } else {
                int fanIn = block.shape().get(1);
                assertThat(meanSquare * fanIn * 3).as(block.name()).isBetween(0.75, 1.25);
            }
        }
    }

    /** An mlp without hidden layers is logistic regression. */
    @Test
    void logisticRegressionHasOneExitWithoutStages() {
        NetworkSpec regression =
                Fixture.design(Fixture.mlp(), InputShape.image(1, 3, 4), 3).spec();
        assertThat(regression.layout().size()).isEqualTo(12 * 3 + 3);
        assertThat(regression.stageMacs()).containsExactly(new Macs(0));
        assertThat(regression.headMacs()).containsExactly(new Macs(12 * 3));
        assertThat(regression.narrowing()).isEmpty();
    }

    @Test
    void rejectsTooManyStages() {
        assertThatThrownBy(() -> Fixture.design(Fixture.convNet(8, 4), CIFAR, 10))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("stage 4 of the backbone");
    }

    @Test
    void rejectsVectors() {
        assertThatThrownBy(() -> Fixture.design(Fixture.convNet(8, 1), InputShape.vector(7), 10))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("[7]");
    }
}
