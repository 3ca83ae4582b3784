package org.example.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.contract.StrategyContract;
import org.junit.jupiter.api.Test;

class NormalisedAveragingContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                new HelloPlugins().choose(Strategy.class, "normalised-averaging", new NormalisedAveraging.Options(0)),
                new HelloPlugins().choose(Strategy.class, "normalised-averaging", new NormalisedAveraging.Options(0.1)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    /** The trained blocks and the number of steps. */
    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return super.uplinkScalars(options, federation, round, exits) + 1;
    }

    /** With momentum m, the first of two gradients counts 1 + m, the second 1. */
    @Test
    void effectiveSteps() {
        assertThat(NormalisedAveraging.effectiveSteps(2, 0.9)).isCloseTo(2.9, within(1e-12));
        assertThat(NormalisedAveraging.effectiveSteps(7, 0)).isEqualTo(7);
        assertThat(NormalisedAveraging.effectiveSteps(0, 0.9)).isZero();
    }
}
