package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.backbones.ResNet18;
import org.junit.jupiter.api.Test;

/** Compares the ResNet-18 of the CIFAR-100 and TinyImageNet experiments with hand counts. */
class ResNet18SpecTest {
    private static final InputShape CIFAR = InputShape.image(3, 32, 32);
    private static final InputShape TINY_IMAGENET = InputShape.image(3, 64, 64);

    private static void assertCounts(
            NetworkSpec spec, List<Integer> headSizes, List<Long> macsUpToStage, List<Long> headMacs) {
        assertThat(spec.layout().backbone().size()).isEqualTo(11_168_832);
        long upToStage = 0;
        for (int k = 0; k < 4; k++) {
            upToStage += spec.stageMacs().get(k).count();
            assertThat(upToStage).as("up to stage %d", k + 1).isEqualTo(macsUpToStage.get(k));
            assertThat(spec.headMacs().get(k)).isEqualTo(new Macs(headMacs.get(k)));
            assertThat(spec.layout().head(new Exit(k + 1)).size()).isEqualTo(headSizes.get(k));
        }
    }

    @Test
    void countsParametersAndMacsOnCifar100() {
        NetworkSpec spec = Fixture.design(Fixture.resNet18(64), CIFAR, 100).facts();
        assertCounts(
                spec,
                List.of(6_500, 12_900, 25_700, 51_300),
                List.of(152_764_416L, 286_982_144L, 421_199_872L, 555_417_600L),
                List.of(6_400L, 12_800L, 25_600L, 51_200L));
        assertThat(spec.layout().buffers().size()).isEqualTo(9_600);
        assertThat(spec.layout().size()).isEqualTo(11_168_832 + 96_400 + 9_600);
    }

    @Test
    void countsParametersAndMacsOnTinyImageNet() {
        NetworkSpec spec =
                Fixture.design(Fixture.resNet18(64), TINY_IMAGENET, 200).facts();
        assertCounts(
                spec,
                List.of(13_000, 25_800, 51_400, 102_600),
                List.of(611_057_664L, 1_147_928_576L, 1_684_799_488L, 2_221_670_400L),
                List.of(12_800L, 25_600L, 51_200L, 102_400L));
        assertThat(spec.layout().buffers().size()).isEqualTo(9_600);
    }

    @Test
    void groupNormHasNoBuffers() {
        NetworkSpec spec = Fixture.design(Fixture.resNet18WithGroupNorm(64, 32), CIFAR, 100)
                .facts();
        assertThat(spec.layout().buffers().isEmpty()).isTrue();
        assertThat(spec.layout().backbone().size()).isEqualTo(11_168_832);
    }

    @Test
    void namesBlocksByStageLayerAndPart() {
        NetworkSpec spec = Fixture.design(Fixture.resNet18(8), CIFAR, 10).facts();
        assertThat(spec.layout().blocks().stream().map(Block::name))
                .startsWith(
                        "stage1/stem/W", "stage1/stem/gamma", "stage1/stem/beta", "stage1/stem/mean", "stage1/stem/var")
                .containsSubsequence(
                        "stage2/block1/conv1/W",
                        "stage2/block1/conv1/gamma",
                        "stage2/block1/conv1/beta",
                        "stage2/block1/conv2/W",
                        "stage2/block1/conv2/gamma",
                        "stage2/block1/conv2/beta",
                        "stage2/block1/shortcut/W",
                        "stage2/block1/shortcut/gamma",
                        "stage2/block1/shortcut/beta",
                        "stage2/block1/conv1/mean",
                        "stage2/block1/conv1/var")
                .doesNotContain("stage1/block1/shortcut/W", "stage2/block2/shortcut/W");
        assertThat(spec.layout().buffers().blocks())
                .extracting(Block::name)
                .allMatch(name -> name.endsWith("/mean") || name.endsWith("/var"))
                .hasSize(2 * 20);
        assertThat(spec.layout().trainable().blocks())
                .extracting(Block::name)
                .noneMatch(name -> name.endsWith("/mean") || name.endsWith("/var"));
    }

    @Test
    void initialisesWeightsByHeAndNormsByIdentity() {
        NetworkDesign design = Fixture.design(Fixture.resNet18(16), CIFAR, 10);
        ParameterSet initial = design.initialParameters(Fixture.STREAMS.stream("init"));
        for (Block block : initial.layout().blocks()) {
            float[] values =
                    initial.select(initial.layout().select(block::equals)).values();
            if (block.name().endsWith("/gamma") || block.name().endsWith("/var")) {
                assertThat(values).as(block.name()).containsOnly(1);
            } else if (block.name().endsWith("/beta") || block.name().endsWith("/mean")) {
                assertThat(values).as(block.name()).containsOnly(0);
            } else if (block.name().startsWith("stage")) {
                double squares = 0;
                for (float value : values) {
                    squares += (double) value * value;
                }
                int fanIn = block.size() / block.shape().get(0);
                // with 432 or more values, the mean square is almost certainly within 30 %
                assertThat(squares / values.length * fanIn / 2).as(block.name()).isBetween(0.7, 1.3);
            }
        }
    }

    @Test
    void rejectsGroupsThatDoNotDivideTheWidth() {
        assertThatThrownBy(() -> new ResNet18.Options(16, ResNet18.NormKind.GROUP, 32, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("groups = 32")
                .hasMessageContaining("width = 16");
    }

    @Test
    void rejectsVectors() {
        assertThatThrownBy(() -> Fixture.design(Fixture.resNet18(8), InputShape.vector(7), 10))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("'resnet18' requires images")
                .hasMessageContaining("[7]");
    }
}
