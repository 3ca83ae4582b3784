package org.exeunt.runtime.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.config.run.ServerOptimizerConfig;
import org.exeunt.config.run.ServerOptimizerConfig.Kind;
import org.junit.jupiter.api.Test;

/** One step of each server optimiser on single values; expected values are computed by hand from the equations. */
class ServerOptimizerTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(1))
            .add("exit1/W", BlockRole.HEAD, 1, List.of(1))
            .build();
    private static final BlockSet STAGE = LAYOUT.backbone();
    private static final String GROUP = "group";

    private static Optimizer optimizer(Kind type, double rate) {
        Optional<Double> none = Optional.empty();
        boolean adaptive = type != Kind.FEDAVGM;
        return optimizer(new ServerOptimizerConfig(
                type, Optional.of(rate), 0.5, adaptive ? Optional.of(0.75) : none, adaptive ? Optional.of(0.5) : none));
    }

    private static Optimizer optimizer(ServerOptimizerConfig config) {
        return new Optimizer(
                config, new AtomicReference<>(new ServerOptimizer.Moments(Payload.empty(), Payload.empty())));
    }

    /** The steps of one optimiser, with its latest moments. */
    private record Optimizer(ServerOptimizerConfig config, AtomicReference<ServerOptimizer.Moments> moments) {
        ParameterSet step(String group, ParameterSet from, ParameterSet to) {
            return ServerOptimizer.step(config, moments, group, from, to);
        }

        Payload first() {
            return moments.get().first();
        }

        Payload second() {
            return moments.get().second();
        }
    }

    private static ParameterSet moments(Payload ofGroups) {
        return ofGroups.parameters(GROUP);
    }

    private static ParameterSet stage(double value) {
        return ParameterSet.of(STAGE, new float[] {(float) value});
    }

    private static void assertStep(
            Optimizer optimizer, ParameterSet from, ParameterSet to, double x, double m, double... v) {
        assertThat(optimizer.step(GROUP, from, to).values()[0]).isCloseTo((float) x, within(1e-6f));
        assertThat(moments(optimizer.first()).values()[0]).isCloseTo((float) m, within(1e-6f));
        assertThat(moments(optimizer.second()).size()).isEqualTo(v.length);
        if (v.length > 0) {
            assertThat(moments(optimizer.second()).values()[0]).isCloseTo((float) v[0], within(1e-6f));
        }
    }

    @Test
    void fedavgmAddsUpChanges() {
        Optimizer optimizer = optimizer(Kind.FEDAVGM, 2);
        assertStep(optimizer, stage(1), stage(2), 1 + 2 * 1, 1);
        assertStep(optimizer, stage(3), stage(4), 3 + 2 * 1.5, 0.5 * 1 + 1);
    }

    @Test
    void fedadamDividesByTheRootOfTheSecondMoment() {
        Optimizer optimizer = optimizer(Kind.FEDADAM, 0.1);
        // v = 0.75 * tau^2 + 0.25 * 4
        assertStep(optimizer, stage(1), stage(3), 1.0629039719, 1, 1.1875);
        // v = 0.75 * 1.1875 + 0.25 * 0.25, m = 0.5 + 0.25
        assertStep(optimizer, stage(0), stage(0.5), 0.0508033290, 0.75, 0.953125);
    }

    @Test
    void fedyogiMovesTheSecondMomentByTheSquare() {
        Optimizer optimizer = optimizer(Kind.FEDYOGI, 0.1);
        // v = tau^2 + 0.25 * 4, because tau^2 < 4
        assertStep(optimizer, stage(1), stage(3), 1.0618033989, 1, 1.25);
        // v = 1.25 - 0.25 * 0.25, because 1.25 > 0.25
        assertStep(optimizer, stage(0), stage(0.5), 0.0471779789, 0.75, 1.1875);
    }

    @Test
    void largeTauRemovesTheAdaptation() {
        ServerOptimizerConfig config =
                new ServerOptimizerConfig(Kind.FEDADAM, Optional.of(1e6), 0, Optional.of(0.99), Optional.of(1e6));
        // sqrt(v) stays near its initial value tau, so that every value moves by half of its change
        assertThat(optimizer(config).step(GROUP, stage(1), stage(3)).values()[0])
                .isCloseTo(2, within(0.01f));
    }

    @Test
    void blocksHaveMomentsOfTheirOwn() {
        Optimizer optimizer = optimizer(Kind.FEDADAM, 0.1);
        optimizer.step(GROUP, stage(1), stage(3));
        ParameterSet both = ParameterSet.of(LAYOUT.all(), new float[] {0, 1});
        float[] values = optimizer
                .step(GROUP, both, ParameterSet.of(LAYOUT.all(), new float[] {0.5f, 3}))
                .values();
        assertThat(values[0]).isCloseTo(0.0508033290f, within(1e-6f));
        assertThat(values[1]).isCloseTo(1.0629039719f, within(1e-6f));
        BlockSet head = LAYOUT.heads();
        ParameterSet first = moments(optimizer.first()).select(head);
        ParameterSet second = moments(optimizer.second()).select(head);
        optimizer.step(GROUP, stage(1), stage(3));
        assertThat(moments(optimizer.first()).select(head)).isEqualTo(first);
        assertThat(moments(optimizer.second()).select(head)).isEqualTo(second);
    }

    @Test
    void groupsHaveMomentsOfTheirOwn() {
        Optimizer optimizer = optimizer(Kind.FEDADAM, 0.1);
        optimizer.step("other", stage(1), stage(9));
        assertStep(optimizer, stage(1), stage(3), 1.0629039719, 1, 1.1875);
        assertThat(optimizer.first().parameters("other").values()[0]).isCloseTo(4, within(1e-6f));
    }
}
