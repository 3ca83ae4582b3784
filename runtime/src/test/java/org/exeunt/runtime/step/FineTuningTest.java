package org.exeunt.runtime.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.runtime.run.RunBuilder;
import org.exeunt.testsupport.SharedBlocks;
import org.junit.jupiter.api.Test;

class FineTuningTest {
    private final RunBuilder run = new RunBuilder();

    private EvaluationRecord evaluation(SharedBlocks strategy) {
        run.strategy = strategy;
        return run.execute().finalEvaluation();
    }

    /** Strategies that train the personal model leave a velocity. */
    @Test
    void fittingStartsWithoutVelocity() {
        run.headEpochs = 1;
        EvaluationRecord fitted = evaluation(SharedBlocks.everything());
        assertThat(evaluation(new SharedBlocks(ParameterLayout::trainable) {
                    @Override
                    public void personalise(ClientContext client, Network network) {
                        super.personalise(client, network);
                        BlockSet heads = client.layout().heads();
                        float[] velocity = new float[heads.size()];
                        velocity[0] = 99;
                        network.loadVelocity(ParameterSet.of(heads, velocity));
                    }
                }))
                .isEqualTo(fitted);
        run.headEpochs = 0;
        assertThat(evaluation(SharedBlocks.everything())).isNotEqualTo(fitted);
    }
}
