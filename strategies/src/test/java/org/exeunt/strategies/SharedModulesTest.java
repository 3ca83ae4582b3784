package org.exeunt.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableModule;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class SharedModulesTest {
    private static final String CENTRE = "centre";

    /** Pulls a module of one value, which starts at 5, to the index of each client. */
    private static final class Pulled extends Sharing {
        Pulled() {
            super(Options.DEFAULT);
        }

        @Override
        protected Payload modules(FederationSpec federation) {
            return Payload.empty().with(CENTRE, new float[] {5}).with("untrained", new float[] {1, 2});
        }

        @Override
        protected Objective objective(ClientContext client) {
            return super.objective(client)
                    .with(TrainableModule.of(CENTRE, client.received().vector(CENTRE)))
                    .with((LossTerm) pass -> {
                        double distance = pass.module(CENTRE)[0] - client.id().index();
                        pass.moduleGradient(CENTRE)[0] += distance;
                        return 0.5 * distance * distance;
                    });
        }
    }

    @Test
    void areSentTrainedAndAveragedOverTheClientsThatSucceed() {
        SyntheticFederation federation = SyntheticFederation.draw(4, 5, 7, 9, 4);
        SimulationResult<Sharing.Server> result = Simulation.<Sharing.Server>of(new Pulled(), federation)
                .withRounds(2)
                .withFailing((round, client) -> client.index() == 1)
                .play();
        Map<ClientId, Payload> uploads = result.rounds().get(0).uploads();
        assertThat(uploads).doesNotContainKey(new ClientId(1)).hasSize(3);
        double sum = 0;
        double examples = 0;
        for (Map.Entry<ClientId, Payload> each : uploads.entrySet()) {
            float trained = each.getValue().vector(CENTRE)[0];
            assertThat(trained).isBetween((float) each.getKey().index(), 5f);
            int size = federation.train(each.getKey()).size();
            sum += size * trained;
            examples += size;
        }
        Payload next = result.rounds().get(1).downloads().get(new ClientId(2));
        assertThat(next.vector(CENTRE)[0]).isCloseTo((float) (sum / examples), within(1e-5f));
        assertThat(next.vector("untrained")).containsExactly(1, 2);
        assertThat(result.lastState().modules().vector(CENTRE)[0]).isLessThan(next.vector(CENTRE)[0]);
    }
}
