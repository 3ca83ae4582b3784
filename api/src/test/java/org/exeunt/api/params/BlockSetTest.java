package org.exeunt.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.api.params.Layouts.TWO_EXITS;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlockSetTest {
    private static final ParameterLayout OTHER = new ParameterLayout.Builder()
            .add("w", BlockRole.HEAD, 1, List.of(2))
            .build();

    @Test
    void joinsAdjacentBlocksIntoOneRange() {
        assertThat(TWO_EXITS.backbone().ranges()).containsExactly(new BlockSet.Range(0, 6), new BlockSet.Range(8, 10));
        assertThat(TWO_EXITS.all().ranges()).containsExactly(new BlockSet.Range(0, 14));
        assertThat(TWO_EXITS.backbone().size()).isEqualTo(8);
    }

    @Test
    void mayBeEmpty() {
        BlockSet none = TWO_EXITS.select(block -> false);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.size()).isZero();
        assertThat(none.ranges()).isEmpty();
        assertThat(TWO_EXITS.heads().containsAll(none)).isTrue();
    }

    @Test
    void joinsSubtractsAndIntersects() {
        BlockSet heads = TWO_EXITS.heads();
        BlockSet trainable = TWO_EXITS.trainable();
        assertThat(TWO_EXITS.backbone().union(heads)).isEqualTo(trainable);
        assertThat(trainable.minus(heads)).isEqualTo(TWO_EXITS.backbone());
        assertThat(trainable.intersect(heads)).isEqualTo(heads);
        assertThat(heads.intersect(TWO_EXITS.backbone()).isEmpty()).isTrue();
        assertThat(trainable.containsAll(heads)).isTrue();
        assertThat(heads.containsAll(trainable)).isFalse();
    }

    @Test
    void keepsLayoutOrderHoweverJoined() {
        BlockSet joined = TWO_EXITS.heads().union(TWO_EXITS.backbone());
        assertThat(joined.blocks()).isSortedAccordingTo((a, b) -> Integer.compare(a.offset(), b.offset()));
    }

    @Test
    void equalsASetOfAnEqualLayout() {
        ParameterLayout twin = new ParameterLayout(TWO_EXITS.blocks());
        assertThat(twin.heads()).isEqualTo(TWO_EXITS.heads()).hasSameHashCodeAs(TWO_EXITS.heads());
        assertThat(TWO_EXITS.heads()).isNotEqualTo(TWO_EXITS.backbone()).isNotEqualTo("heads");
    }

    @Test
    void rejectsBlocksOfAnotherLayout() {
        assertThatThrownBy(() -> TWO_EXITS.heads().union(OTHER.all()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different layouts");
        assertThat(TWO_EXITS.all().containsAll(OTHER.all())).isFalse();
    }
}
