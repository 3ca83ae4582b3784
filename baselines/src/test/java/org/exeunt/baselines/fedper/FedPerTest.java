package org.exeunt.baselines.fedper;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class FedPerTest {
    private static final PluginContext CONTEXT = new RecordingContext();
    private static final FedPer FED_PER =
            new FedPer(new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE), CONTEXT);
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(8, 13, 6, 9, 4);
    private static final ToyNetworkOptions NETWORK =
            ToyNetworkOptions.of(6, 5, 4).withBuffers();

    @Test
    void clientsOutsideTheCohortKeepTheirHeads() {
        Simulation<FedPer.Server> simulation = Simulation.of(FED_PER, FEDERATION)
                .withNetwork(NETWORK)
                .withCohortSize(1)
                .withRounds(1);
        SimulationResult<FedPer.Server> result = simulation.play();
        ClientId trained = result.lastRound().exits().firstKey();
        BlockSet heads = simulation.spec().layout().heads();
        BlockSet backbone = simulation.spec().layout().backbone();
        result.personalModels().forEach((client, model) -> {
            ParameterSet initial = simulation.spec().initial(client);
            assertThat(model.select(heads).equals(initial.select(heads)))
                    .as("client %s keeps its heads", client)
                    .isEqualTo(!client.equals(trained));
            assertThat(model.select(backbone))
                    .isEqualTo(result.lastState().shared())
                    .isNotEqualTo(initial.select(backbone));
        });
    }

    @Test
    void personalHeadsDiverge() {
        SimulationResult<FedPer.Server> result =
                Simulation.of(FED_PER, FEDERATION).withNetwork(NETWORK).play();
        BlockSet heads = result.personalModel(0).layout().heads();
        assertThat(result.personalModel(0).select(heads))
                .isNotEqualTo(result.personalModel(1).select(heads));
    }
}
