package org.exeunt.baselines.fedper;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class FedPerTest {
    private static final PluginContext CONTEXT = new RecordingContext();
    private static final FedPer FED_PER =
            new FedPer(new FedPer.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE), CONTEXT);
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(8, 13, 6, 9, 4);
    private static final ToyNetworkOptions NETWORK =
            ToyNetworkOptions.of(6, 5, 4).withBuffers();

    @Test
    void clientsOutsideTheCohortKeepTheirHeadsOnTheNewBackbone() {
        Simulation<FedPer.Server> rehearsal = Simulation.of(FED_PER, FEDERATION)
                .withNetwork(NETWORK)
                .withCohortSize(1)
                .withRounds(1);
        SimulationResult<FedPer.Server> rehearsed = rehearsal.play();
        ClientId trained = rehearsed.lastRound().exits().firstKey();
        BlockSet heads = rehearsal.facts().layout().heads();
        BlockSet backbone = rehearsal.facts().layout().backbone();
        rehearsed.personalModels().forEach((client, model) -> {
            ParameterSet initial = rehearsal.facts().initial(client);
            assertThat(model.select(heads).equals(initial.select(heads)))
                    .as("client %s keeps its heads", client)
                    .isEqualTo(!client.equals(trained));
            assertThat(model.select(backbone))
                    .isEqualTo(rehearsed.lastState().backbone())
                    .isNotEqualTo(initial.select(backbone));
        });
    }

    @Test
    void personalHeadsComeToDiffer() {
        SimulationResult<FedPer.Server> rehearsed =
                Simulation.of(FED_PER, FEDERATION).withNetwork(NETWORK).play();
        BlockSet heads = rehearsed.personalModel(0).layout().heads();
        assertThat(rehearsed.personalModel(0).select(heads))
                .isNotEqualTo(rehearsed.personalModel(1).select(heads));
    }
}
