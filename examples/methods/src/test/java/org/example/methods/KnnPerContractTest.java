package org.example.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.network.PersonalRule.Reached;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.StrategyContract;
import org.junit.jupiter.api.Test;

class KnnPerContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(new MethodPlugins().choose(Strategy.class, "knn-per", new KnnPer.Options(Sharing.Options.DEFAULT, 3, 0.5)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    /** Distances 3, 4 and 20: of two neighbours, class 1 has the share 1 / (1 + exp(-1)) and class 0 the rest. */
    @Test
    void mixesTheNearestExamples() {
        float[] features = {3, 0, 0, 4, 12, 16};
        KnnPer.Neighbours rule = new KnnPer.Neighbours(List.of(features), List.of(1, 0, 2), 2, 0.5);
        double[] logits = rule.logits(Reached.none().next(new double[3], new double[2]));
        double share = 1 / (1 + Math.exp(-1));
        assertThat(Math.exp(logits[1])).isCloseTo(0.5 / 3 + 0.5 * share, within(1e-12));
        assertThat(Math.exp(logits[0])).isCloseTo(0.5 / 3 + 0.5 * (1 - share), within(1e-12));
        assertThat(Math.exp(logits[2])).isCloseTo(0.5 / 3, within(1e-12));
    }
}
