package org.exeunt.baselines.fedper;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.baselines.Given;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;

class FedPerTest {
    @Test
    void clientsOutsideTheCohortKeepTheirHeads() {
        Simulation<FedPer.Server> simulation =
                Given.simulation(new FedPer(Given.AVERAGING)).withCohortSize(1).withRounds(1);
        SimulationResult<FedPer.Server> result = simulation.play();
        ClientId trained = result.lastRound().exits().firstKey();
        ParameterLayout layout = simulation.spec().layout();
        result.personalModels().forEach((client, model) -> {
            ParameterSet initial = simulation.spec().initial(client);
            assertThat(model.select(layout.heads()).equals(initial.select(layout.heads())))
                    .as("client %s keeps its heads", client)
                    .isEqualTo(!client.equals(trained));
            assertThat(model.select(layout.backbone()))
                    .isEqualTo(result.lastState().shared())
                    .isNotEqualTo(initial.select(layout.backbone()));
        });
    }
}
