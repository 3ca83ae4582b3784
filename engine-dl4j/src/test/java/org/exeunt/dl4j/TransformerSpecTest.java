package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.Transformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the Transformer of the AG News experiments with hand counts. */
class TransformerSpecTest {
    private static final int CLASSES = 4;

    private final NetworkSpec spec =
            design(32_000, 192, 4, 2, 768, InputShape.vector(200)).spec();

    private static NetworkDesign design(
            int vocabulary, int width, int blocks, int heads, int feedForward, InputShape input) {
        return Fixture.design(
                PluginChoice.of(
                        new Transformer.Provider(),
                        new Transformer.Options(vocabulary, width, blocks, heads, feedForward, 0.1, true)),
                input,
                CLASSES);
    }

    @Test
    void countsTheParametersOfBackboneAndHeads() {
        ParameterLayout layout = spec.layout();
        assertThat(layout.backbone().size()).isEqualTo(7_923_456);
        assertThat(layout.select(block -> block.name().startsWith("stage1/embedding/"))
                        .size())
                .isEqualTo(6_144_000);
        for (int k = 1; k <= 4; k++) {
            String block = "stage%d/block/".formatted(k);
            assertThat(layout.select(b -> b.name().startsWith(block)).size()).isEqualTo(444_864);
            assertThat(layout.head(new Exit(k)).size()).isEqualTo(772);
        }
        assertThat(layout.buffers().isEmpty()).isTrue();
    }

    @Test
    void readsTokenIds() {
        assertThat(design(100, 16, 2, 2, 40, InputShape.vector(9)).vocabulary()).hasValue(100);
        assertThat(Fixture.design(Fixture.convNet(8, 2), InputShape.image(3, 32, 32), CLASSES)
                        .vocabulary())
                .isEmpty();
    }

    @Test
    void countsTheMacsOfStagesAndHeads() {
        assertThat(spec.stageMacs()).hasSize(4).allMatch(new Macs(103_833_600)::equals);
        assertThat(spec.headMacs()).hasSize(4).allMatch(new Macs(768)::equals);
    }

    @Test
    void macsDoNotDependOnTheNumberOfHeads() {
        assertThat(design(100, 192, 4, 4, 768, InputShape.vector(200)).spec().stageMacs())
                .isEqualTo(spec.stageMacs());
    }

    @Test
    void initialValuesHaveTheirScale() {
        ParameterSet parameters =
                design(500, 16, 2, 2, 40, InputShape.vector(9)).initialParameters(Fixture.STREAMS.stream("init"));
        for (Block block : parameters.layout().blocks()) {
            float[] values =
                    parameters.select(parameters.layout().select(block::equals)).values();
            double largest = 0;
            double squares = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
                squares += (double) value * value / values.length;
            }
            String name = block.name().substring(block.name().lastIndexOf('/') + 1);
            if (block.name().equals("stage1/embedding/W")) {
                assertThat(16 * squares).as(block.name()).isCloseTo(1, within(0.05));
            } else if (name.startsWith("gamma")) {
                assertThat(values).as(block.name()).containsOnly(1);
            } else if (name.startsWith("b")) {
                assertThat(values).as(block.name()).containsOnly(0);
            } else {
                double bound = 1 / Math.sqrt(name.equals("W2") ? 40 : 16);
                assertThat(largest).as(block.name()).isBetween(0.9 * bound, bound);
                assertThat(squares).as(block.name()).isCloseTo(bound * bound / 3, within(0.3 * bound * bound / 3));
            }
        }
    }

    @Test
    void rejectsImages() {
        assertThatThrownBy(() -> design(100, 8, 2, 2, 16, InputShape.image(3, 4, 4)))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("token ids [length]")
                .hasMessageContaining("[3, 4, 4]");
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 101})
    void rejectsAnotherVocabulary(int tokens) {
        assertThatThrownBy(() -> design(100, 8, 2, 2, 16, InputShape.tokens(6, tokens)))
                .isInstanceOfSatisfying(ExeuntException.class, failure -> assertThat(failure.code())
                        .hasToString("CONFIG-41"))
                .hasMessageContaining("vocabulary is 100")
                .hasMessageContaining(tokens + " token ids (dataset.vocabulary)");
        assertThat(design(100, 8, 2, 2, 16, InputShape.tokens(6, 100)).spec().input())
                .isEqualTo(InputShape.tokens(6, 100));
    }

    @Test
    void rejectsHeadsThatDoNotDivideTheWidth() {
        assertThatThrownBy(() -> new Transformer.Options(100, 10, 2, 4, 16, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("heads = 4");
    }
}
