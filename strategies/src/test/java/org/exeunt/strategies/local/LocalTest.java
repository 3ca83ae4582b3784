package org.exeunt.strategies.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class LocalTest {
    private static final PluginContext CONTEXT = new RecordingContext();
    private static final Local LOCAL = new Local(new Local.Options(new EarlyExitLoss(ExitWeights.MEAN)));
    private static final Strategy<?> FED_AVG = new StrategyPlugins()
            .<Strategy<?>>choose(
                    Strategy.class,
                    "fedavg",
                    new FedAvg.Options(new EarlyExitLoss(ExitWeights.MEAN), AggregationWeights.DATA_SIZE))
            .create(CONTEXT);

    @Test
    void singleClientEqualsFedAvg() {
        SyntheticFederation one = SyntheticFederation.draw(4, 13);
        ToyNetworkOptions network = ToyNetworkOptions.of(6, 5, 4).withBuffers();
        assertThat(Simulation.of(LOCAL, one).withNetwork(network).play().personalModels())
                .isEqualTo(
                        Simulation.of(FED_AVG, one).withNetwork(network).play().personalModels());
    }

    @Test
    void sendsNothingAndTrainsOnlyTheCohort() {
        Simulation<Local.Server> simulation = Simulation.of(LOCAL, SyntheticFederation.draw(4, 7, 7, 7, 7))
                .withCohortSize(1)
                .withRounds(1);
        SimulationResult<Local.Server> result = simulation.play();
        ClientId trained = result.lastRound().exits().firstKey();

        assertThat(result.lastRound().uploads().get(trained).scalars()).isZero();
        assertThat(result.lastRound().downloads().get(trained).scalars()).isZero();
        result.personalModels().forEach((client, model) -> {
            assertThat(model.equals(simulation.spec().initial(client)))
                    .as("client %s", client)
                    .isEqualTo(!client.equals(trained));
        });
        assertThat(result.lastRound().round()).isEqualTo(new Round(1));
    }

    @Test
    void acceptsClientsWithoutTheFinalExit() {
        assertThat(LOCAL.capabilities()).contains(StrategyCapability.INACTIVE_FINAL_EXIT);
    }
}
