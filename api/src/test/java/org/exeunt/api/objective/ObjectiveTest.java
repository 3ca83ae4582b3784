package org.exeunt.api.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2))
            .add("stage1/mean", BlockRole.BACKBONE_STATISTIC, 1, List.of(2))
            .add("head1/W", BlockRole.HEAD, 1, List.of(3))
            .add("head2/W", BlockRole.HEAD, 2, List.of(3))
            .build();

    @Test
    void rejectsTrainableBuffers() {
        assertThatThrownBy(() -> Objective.over(ExitSet.of(1), LAYOUT.all()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("running statistics", "stage1/mean");
    }

    @Test
    void addingATermReturnsACopy() {
        Objective bare = Objective.over(ExitSet.of(1), LAYOUT.trainable());
        Objective full = bare.with(new CrossEntropy(new Exit(1), 1))
                .with(new ProximalPenalty(1, ParameterSet.zeros(LAYOUT.heads())))
                .with(new FrozenAuxiliaryHead("teacher", new Exit(2), ParameterSet.zeros(LAYOUT.head(new Exit(2)))));

        assertThat(bare.losses()).isEmpty();
        assertThat(full.losses()).hasSize(1);
        assertThat(full.penalties()).hasSize(1);
        assertThat(full.auxiliaryHeads()).hasSize(1);
    }

    @Test
    void rejectsTwoAuxiliaryHeadsOfOneName() {
        ParameterSet head = ParameterSet.zeros(LAYOUT.head(new Exit(2)));
        Objective one = Objective.over(ExitSet.of(1), LAYOUT.trainable())
                .with(new TrainableAuxiliaryHead("personal", new Exit(2), head));
        assertThatThrownBy(() -> one.with(new FrozenAuxiliaryHead("personal", new Exit(2), head)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'personal'");
    }

    @Test
    void earlyExitWeightsActiveExits() {
        FixedPass pass = FixedPass.ofOne(0, new double[] {0, 0}, new double[] {0, 0});
        Objective objective = Objective.earlyExit(LAYOUT.trainable(), ExitSet.of(2), new double[] {5, 3});
        double value = objective.losses().stream()
                .mapToDouble(term -> term.addTo(pass))
                .sum();

        assertThat(value).isCloseTo(3 * Math.log(2), within(1e-12));
        assertThat(pass.logitGradient(new Exit(1))).as("exit 1 is not trained").containsOnly(0);
    }

    @Test
    void restrictedItFreezesAllOtherBlocks() {
        Objective joint = Objective.earlyExit(LAYOUT.prefix(1), ExitSet.of(1), new double[] {1, 1});
        Objective heads = joint.restrictedTo(LAYOUT.heads());

        assertThat(heads.trainable())
                .as("the head of exit 2 was not trainable before")
                .isEqualTo(LAYOUT.head(new Exit(1)));
        assertThat(heads.exits()).isEqualTo(joint.exits());
        assertThat(heads.losses()).isEqualTo(joint.losses());
    }

    @Test
    void networksHaveNamesOfTheirOwn() {
        ParameterSet all = ParameterSet.zeros(LAYOUT.all());
        Objective one = Objective.over(ExitSet.of(1), LAYOUT.trainable())
                .with(new FrozenNetwork("teacher", all, ExitSet.of(2)));
        for (String name : List.of("teacher", ForwardPass.MAIN)) {
            assertThatThrownBy(() ->
                            one.with(new TrainableNetwork(name, all, Objective.over(ExitSet.of(1), LAYOUT.none()))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + name + "'");
        }
    }

    @Test
    void networksNeedValuesOfTheirBlocks() {
        ParameterSet first = ParameterSet.zeros(LAYOUT.select(block -> block.depth() == 1));
        assertThat(new FrozenNetwork("teacher", first, ExitSet.of(1))
                        .objective()
                        .trainable()
                        .isEmpty())
                .isTrue();
        assertThatThrownBy(() -> new FrozenNetwork("teacher", first, ExitSet.of(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'teacher'", "head2/W");
        assertThatThrownBy(() -> new TrainableNetwork("peer", first, Objective.over(ExitSet.of(1), LAYOUT.none())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'peer'", "head2/W");
    }

    @Test
    void networksTrainedTogetherAreRestrictedAndCountedTogether() {
        ParameterSet all = ParameterSet.zeros(LAYOUT.all());
        Objective heads = Objective.earlyExit(LAYOUT.heads(), ExitSet.of(1), new double[] {1, 1});
        Objective together = Objective.over(ExitSet.of(1), LAYOUT.trainable())
                .with(new FrozenNetwork("teacher", all, ExitSet.of(2)))
                .with(new TrainableNetwork("peer", all, heads));

        assertThat(together.objectives()).containsExactly(together, heads);
        assertThat(together.shareOfHeads()).isEqualTo(0.5);
        assertThat(together.restrictedTo(LAYOUT.backbone()).objectives())
                .extracting(Objective::trainable)
                .containsExactly(LAYOUT.backbone(), LAYOUT.none());
        assertThatThrownBy(() -> new TrainableNetwork("nested", all, together))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'nested'");
    }
}
