package org.exeunt.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.api.params.Layouts.TWO_EXITS;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.junit.jupiter.api.Test;

/** Layouts of parameters and sets of their blocks. */
class LayoutTest {
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
    void setsMayBeEmpty() {
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

    @Test
    void fillsTheFlatVectorWithoutGap() {
        assertThat(TWO_EXITS.size()).isEqualTo(14);
        assertThat(TWO_EXITS.blocks()).extracting(Block::offset).containsExactly(0, 4, 6, 8, 10, 13);
    }

    @Test
    void selectsByRoleAndExit() {
        assertThat(TWO_EXITS.backbone()).hasToString("[stage1/W, stage1/b, stage2/W]");
        assertThat(TWO_EXITS.buffers()).hasToString("[stage1/mean]");
        assertThat(TWO_EXITS.heads()).hasToString("[head1/W, head2/W]");
        assertThat(TWO_EXITS.head(new Exit(2))).hasToString("[head2/W]");
        assertThat(TWO_EXITS.heads(ExitSet.of(1, 3))).hasToString("[head1/W]");
        assertThat(TWO_EXITS.trainable()).isEqualTo(TWO_EXITS.all().minus(TWO_EXITS.buffers()));
        assertThat(TWO_EXITS.stages(1)).hasToString("[stage1/W, stage1/b]");
        assertThat(TWO_EXITS.stages(2)).isEqualTo(TWO_EXITS.backbone());
        assertThat(TWO_EXITS.head(new Exit(2)).isEmpty()).isFalse();
        assertThat(TWO_EXITS.head(new Exit(3)).isEmpty()).isTrue();
    }

    @Test
    void layoutsMayBeEmpty() {
        assertThat(new ParameterLayout(List.of()).size()).isZero();
    }

    @Test
    void rejectsGapsAndOverlaps() {
        Block first = new Block("a", BlockRole.HEAD, 1, List.of(2), 0);
        for (int offset : new int[] {1, 3}) {
            Block second = new Block("b", BlockRole.HEAD, 1, List.of(2), offset);
            assertThatThrownBy(() -> new ParameterLayout(List.of(first, second)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("block 'b' starts at offset %d, expected 2", offset);
        }
    }

    @Test
    void rejectsTwoBlocksOfOneName() {
        ParameterLayout.Builder builder = new ParameterLayout.Builder()
                .add("a", BlockRole.HEAD, 1, List.of(2))
                .add("a", BlockRole.HEAD, 2, List.of(2));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    void rejectsInvalidBlocks() {
        assertThatThrownBy(() -> new Block("a", BlockRole.HEAD, 0, List.of(2), 0))
                .hasMessageContaining("depth 0");
        assertThatThrownBy(() -> new Block("a", BlockRole.HEAD, 1, List.of(0), 0))
                .hasMessageContaining("shape [0]");
        assertThatThrownBy(() -> new Block("a", BlockRole.HEAD, 1, List.of(2), -1))
                .hasMessageContaining("offset -1");
        Block huge = new Block("a", BlockRole.HEAD, 1, List.of(1 << 16, 1 << 16), 0);
        assertThatThrownBy(huge::size).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void hasOneValueInABlockWithoutAxes() {
        assertThat(new Block("scale", BlockRole.BACKBONE, 1, List.of(), 0).size())
                .isEqualTo(1);
    }

    @Test
    void statisticsBelongToStagesOrHeads() {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2))
                .add("stage1/mean", BlockRole.BACKBONE_STATISTIC, 1, List.of(2))
                .add("head1/W", BlockRole.HEAD, 1, List.of(3))
                .add("head1/mean", BlockRole.HEAD_STATISTIC, 1, List.of(3))
                .build();
        assertThat(layout.buffers().blocks()).extracting(Block::name).containsExactly("stage1/mean", "head1/mean");
        assertThat(layout.trainable().blocks()).extracting(Block::name).containsExactly("stage1/W", "head1/W");
        assertThat(layout.backbone().blocks()).extracting(Block::name).containsExactly("stage1/W");
        assertThat(layout.blocks())
                .filteredOn(block -> block.role().ofBackbone())
                .hasSize(2);
    }
}
