package org.exeunt.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.params.BlockSet.Range;
import org.junit.jupiter.api.Test;

class SubmodelSliceTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("first", BlockRole.BACKBONE, 1, List.of(4, 3))
            .add("bias", BlockRole.BACKBONE, 1, List.of(4))
            .add("convolution", BlockRole.BACKBONE, 2, List.of(4, 4, 2))
            .add("head", BlockRole.HEAD, 2, List.of(3, 4))
            .build();
    private static final WidthSlicing NARROWING = new WidthSlicing(
            Map.of("first", Set.of(0), "bias", Set.of(0), "convolution", Set.of(0, 1), "head", Set.of(1)));

    private static ParameterSet numbered() {
        float[] values = new float[LAYOUT.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return ParameterSet.of(LAYOUT.all(), values);
    }

    private static BlockSet block(String name) {
        return LAYOUT.select(block -> block.name().equals(name));
    }

    private static float[] half(String name) {
        return NARROWING.slice(block(name), 0.5).take(numbered());
    }

    @Test
    void takesTheLeadingPartOfEveryCutAxis() {
        assertThat(half("first")).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(half("bias")).containsExactly(12, 13);
        assertThat(half("convolution")).containsExactly(16, 17, 18, 19, 24, 25, 26, 27);
        assertThat(half("head")).containsExactly(48, 49, 52, 53, 56, 57);
        assertThat(NARROWING.slice(LAYOUT.all(), 0.5).size()).isEqualTo(6 + 2 + 8 + 6);
    }

    @Test
    void windowMovesAndWrapsAround() {
        assertThat(NARROWING.slice(block("bias"), 0.5, 1).take(numbered())).containsExactly(13, 14);
        assertThat(NARROWING.slice(block("bias"), 0.5, 3).take(numbered())).containsExactly(12, 15);
        assertThat(NARROWING.slice(block("bias"), 0.75, 6).take(numbered())).containsExactly(12, 14, 15);
        assertThat(NARROWING.slice(block("first"), 0.25, 2).take(numbered())).containsExactly(6, 7, 8);
        // outputs and inputs 3 and 0
        assertThat(NARROWING.slice(block("convolution"), 0.5, 3).take(numbered()))
                .containsExactly(16, 17, 22, 23, 40, 41, 46, 47);
        assertThat(NARROWING.slice(block("head"), 0.5, 3).take(numbered())).containsExactly(48, 51, 52, 55, 56, 59);
        for (int offset = 0; offset < 5; offset++) {
            assertThat(NARROWING.slice(LAYOUT.all(), 1, offset).take(numbered()))
                    .isEqualTo(numbered().values());
            SubmodelSlice slice = NARROWING.slice(LAYOUT.all(), 0.5, offset);
            assertThat(slice.size()).isEqualTo(6 + 2 + 8 + 6);
            assertThat(slice.take(slice.pad(slice.take(numbered())))).isEqualTo(slice.take(numbered()));
            assertThat(slice.runs()).isSortedAccordingTo((a, b) -> Integer.compare(a.from(), b.from()));
        }
        assertThatThrownBy(() -> NARROWING.slice(LAYOUT.all(), 0.5, -1))
                .hasMessage("offset is -1; expected at least 0");
    }

    @Test
    void keptChannelsFollowTheDecimalShare() {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("hundred", BlockRole.BACKBONE, 1, List.of(100))
                .build();
        // 0.07 * 100 is more than 7 in binary
        assertThat(SubmodelSlice.of(layout.all(), block -> Set.of(0), 0.07).size())
                .isEqualTo(7);
        assertThat(SubmodelSlice.of(layout.all(), block -> Set.of(0), 0.001).size())
                .isEqualTo(1);
        assertThat(SubmodelSlice.of(layout.all(), block -> Set.of(0), 0.701).size())
                .isEqualTo(71);
    }

    @Test
    void paddingFillsWithZeros() {
        for (double width : new double[] {0.25, 0.5, 0.75, 1}) {
            SubmodelSlice slice = NARROWING.slice(LAYOUT.all(), width);
            float[] values = slice.take(numbered());
            ParameterSet padded = slice.pad(values);
            assertThat(slice.take(padded)).isEqualTo(values);
            float sum = 0;
            for (float value : padded.values()) {
                sum += value;
            }
            float kept = 0;
            for (float value : values) {
                kept += value;
            }
            assertThat(sum).as("width %s", width).isEqualTo(kept);
        }
        assertThatThrownBy(() -> SubmodelSlice.whole(LAYOUT.all()).pad(new float[3]))
                .hasMessage("3 values given for a slice of 60");
    }

    @Test
    void replacingKeepsValuesOutside() {
        SubmodelSlice slice = NARROWING.slice(block("convolution"), 0.5);
        ParameterSet replaced = slice.replace(numbered(), ParameterSet.zeros(LAYOUT.all()));
        assertThat(replaced.blocks()).isEqualTo(block("convolution"));
        assertThat(replaced.values())
                .containsExactly(
                        0, 0, 0, 0, 20, 21, 22, 23, 0, 0, 0, 0, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
                        42, 43, 44, 45, 46, 47);
    }

    @Test
    void wholeContainsAllValues() {
        SubmodelSlice whole = SubmodelSlice.whole(LAYOUT.trainable());
        assertThat(whole.take(numbered())).isEqualTo(numbered().values());
        assertThat(whole.runs().stream().mapToInt(Range::length).sum()).isEqualTo(LAYOUT.size());
        assertThat(NARROWING.slice(LAYOUT.all(), 1).take(numbered()))
                .isEqualTo(numbered().values());
        assertThatThrownBy(() -> NARROWING.slice(LAYOUT.all(), 0)).hasMessageContaining("above 0");
    }
}
