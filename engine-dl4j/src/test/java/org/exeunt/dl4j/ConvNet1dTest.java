package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
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
