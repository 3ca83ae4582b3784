package org.exeunt.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.api.params.Layouts.TWO_EXITS;
import static org.exeunt.api.params.Layouts.counting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.exeunt.api.Bytes;
import org.exeunt.api.Exit;
import org.junit.jupiter.api.Test;

class ParameterSetTest {
    @Test
    void copiesValuesInAndOut() {
        float[] values = {1, 2, 3, 4};
        ParameterSet set = ParameterSet.of(TWO_EXITS.heads(), values);
        values[0] = 9;
        set.values()[1] = 9;
        assertThat(set.values()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void costsFourBytesAValue() {
        assertThat(counting(TWO_EXITS.backbone()).bytes()).isEqualTo(new Bytes(32));
    }

    @Test
    void readsItsBlocksFromAFlatVector() {
        assertThat(counting(TWO_EXITS.backbone()).values()).containsExactly(0, 1, 2, 3, 4, 5, 8, 9);
    }

    @Test
    void writesItsBlocksIntoAFlatVector() {
        float[] flat = new float[14];
        Arrays.fill(flat, -1);
        counting(TWO_EXITS.backbone()).copyToFlat(flat);
        assertThat(flat).containsExactly(0, 1, 2, 3, 4, 5, -1, -1, 8, 9, -1, -1, -1, -1);
    }

    @Test
    void isReadAndBuiltInChunks() {
        ParameterSet set = counting(TWO_EXITS.backbone());
        ParameterSet.Builder builder = ParameterSet.builder(set.blocks());
        float[] piece = new float[3];
        for (int from = 0; from < 8; from += 3) {
            int count = Math.min(3, 8 - from);
            set.read(from, piece, count);
            builder.add(piece, count);
        }
        assertThat(piece).containsExactly(8, 9, 5);
        assertThat(builder.build()).isEqualTo(set);
    }

    @Test
    void builderRequiresExactlyAllValues() {
        ParameterSet.Builder builder = ParameterSet.builder(TWO_EXITS.heads()).add(new float[] {1, 2, 3}, 3);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("3 values added for blocks of 4 values");
        assertThatThrownBy(() -> builder.add(new float[2], 2)).isInstanceOf(IndexOutOfBoundsException.class);
        ParameterSet built = builder.add(new float[] {4}, 1).build();
        assertThatThrownBy(() -> builder.add(new float[1], 0)).isInstanceOf(RuntimeException.class);
        assertThat(built.values()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void selectsSomeOfItsBlocks() {
        ParameterSet all = counting(TWO_EXITS.all());
        assertThat(all.select(TWO_EXITS.head(new Exit(2))).values()).containsExactly(13);
        assertThat(all.select(TWO_EXITS.all())).isSameAs(all);
    }

    @Test
    void selectsAnySubsetOfItsBlocks() {
        int subsets = 1 << TWO_EXITS.blocks().size();
        for (int own = 0; own < subsets; own++) {
            ParameterSet set = counting(subset(own));
            for (int wanted = 0; wanted < subsets; wanted++) {
                if ((wanted & own) == wanted) {
                    assertThat(set.select(subset(wanted))).isEqualTo(counting(subset(wanted)));
                }
            }
        }
    }

    private static BlockSet subset(int bits) {
        return TWO_EXITS.select(block -> (bits >> TWO_EXITS.blocks().indexOf(block) & 1) == 1);
    }

    @Test
    void rejectsSelectingMissingBlocks() {
        assertThatThrownBy(() -> counting(TWO_EXITS.heads()).select(TWO_EXITS.trainable()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no values for [stage1/W, stage1/b, stage2/W]");
    }

    @Test
    void valuesOfTheOtherSetTakePrecedence() {
        ParameterSet zeros = ParameterSet.zeros(TWO_EXITS.trainable());
        ParameterSet joined = zeros.with(counting(TWO_EXITS.heads().union(TWO_EXITS.buffers())));
        assertThat(joined.blocks()).isEqualTo(TWO_EXITS.all());
        assertThat(joined.values()).containsExactly(0, 0, 0, 0, 0, 0, 6, 7, 0, 0, 10, 11, 12, 13);
    }

    @Test
    void rejectsValuesOfAnotherNetwork() {
        ParameterLayout larger = new ParameterLayout.Builder()
                .add("w", BlockRole.HEAD, 1, List.of(100))
                .build();
        assertThatThrownBy(() -> counting(TWO_EXITS.all()).with(ParameterSet.zeros(larger.all())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different layouts");
    }

    @Test
    void rejectsTheWrongNumberOfValues() {
        assertThatThrownBy(() -> ParameterSet.of(TWO_EXITS.heads(), new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 values given for blocks of 4 values");
    }

    @Test
    void findsTheFirstBlockThatIsNotFinite() {
        float[] values = new float[14];
        values[9] = Float.POSITIVE_INFINITY;
        values[13] = Float.NaN;
        ParameterSet set = ParameterSet.of(TWO_EXITS.all(), values);
        assertThat(set.firstNonFinite()).map(Block::name).contains("stage2/W");
        assertThat(set.select(TWO_EXITS.heads()).firstNonFinite())
                .map(Block::name)
                .contains("head2/W");
        assertThat(set.select(TWO_EXITS.head(new Exit(1))).firstNonFinite()).isEmpty();
    }

    @Test
    void storedValuesEqualValuesInMemory() {
        ParameterSet here = counting(TWO_EXITS.backbone());
        ParameterSet there = ParameterSet.stored(
                here.blocks(),
                (from, target, offset, count) -> System.arraycopy(here.values(), from, target, offset, count));
        assertThat(there.stored()).isPresent();
        assertThat(here.stored()).isEmpty();
        assertThat(there).isEqualTo(here).hasSameHashCodeAs(here).hasToString(here.toString());
        assertThat(here).isEqualTo(there);
        assertThat(there.size()).isEqualTo(8);
        assertThat(there.bytes()).isEqualTo(here.bytes());
        assertThat(there.values()).containsExactly(here.values());
        assertThat(there.firstNonFinite()).isEmpty();
        assertThat(there.select(TWO_EXITS.stages(1))).isEqualTo(here.select(TWO_EXITS.stages(1)));
        assertThat(there.with(counting(TWO_EXITS.heads()))).isEqualTo(counting(TWO_EXITS.trainable()));
        assertThat(counting(TWO_EXITS.heads()).with(there)).isEqualTo(counting(TWO_EXITS.trainable()));
        assertThat(ParameterMath.add(here, there)).isEqualTo(ParameterMath.scale(2, here));
        assertThat(ParameterMath.dot(there, there)).isEqualTo(ParameterMath.dot(here, here));
        float[] piece = new float[2];
        there.read(5, piece, 2);
        assertThat(piece).containsExactly(5, 8);
        assertThat(there.inMemory().stored()).isEmpty();
        assertThat(there.inMemory()).isEqualTo(here);
        assertThat(here.inMemory()).isSameAs(here);
    }

    @Test
    void storedValuesAreReadOnDemand() {
        List<Integer> asked = new ArrayList<>();
        ParameterSet there =
                ParameterSet.stored(TWO_EXITS.backbone(), (from, target, offset, count) -> asked.add(count));
        assertThat(there.size() + there.bytes().count()).isEqualTo(8 + 32);
        assertThat(there.select(TWO_EXITS.backbone())).isSameAs(there);
        Payload payload = Payload.of(there);
        assertThat(payload.bytes()).isEqualTo(new Bytes(32));
        assertThat(asked).isEmpty();
        there.read(0, new float[3], 3);
        payload.inMemory();
        assertThat(asked).containsExactly(3, 8);
    }

    @Test
    void equalsByBits() {
        BlockSet one = TWO_EXITS.head(new Exit(2));
        assertThat(ParameterSet.of(one, new float[] {1}))
                .isEqualTo(ParameterSet.of(one, new float[] {1}))
                .hasSameHashCodeAs(ParameterSet.of(one, new float[] {1}))
                .isNotEqualTo(ParameterSet.of(one, new float[] {Math.nextUp(1f)}));
        assertThat(ParameterSet.of(one, new float[] {0f})).isNotEqualTo(ParameterSet.of(one, new float[] {-0f}));
        assertThat(ParameterSet.of(one, new float[] {Float.NaN}))
                .isEqualTo(ParameterSet.of(one, new float[] {Float.NaN}));
    }
}
