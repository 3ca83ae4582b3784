package org.exeunt.strategies.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.testkit.contract.CoordinationPolicyContract;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

class ExitsAsClientsTest extends CoordinationPolicyContract {
    private static final CoordinationPolicy POLICY =
            new ExitsAsClients(new ExitsAsClients.Options(0.5), new RecordingContext());

    @Override
    protected List<PluginChoice<CoordinationPolicy>> variants() {
        return List.of(
                PluginChoice.of(new ExitsAsClients.Plugin(), new ExitsAsClients.Options(0.5)),
                PluginChoice.of(new ExitsAsClients.Plugin(), new ExitsAsClients.Options(0)));
    }

    @Test
    void selectionCollapsesOntoFewClients() {
        Map<ClientId, ExitSet> exits = POLICY.coordinate(Requests.of(2, 10, 3, 4, Requests.example()));

        assertThat(exits.get(new ClientId(1)))
                .as("the client most similar to all others")
                .isEqualTo(ExitSet.upTo(3));
        assertThat(exits.get(new ClientId(0)))
                .as("the client most similar to it")
                .isEqualTo(ExitSet.of(1, 3));
        assertThat(exits.get(new ClientId(2))).isEqualTo(ExitSet.of(3));
        assertThat(exits.get(new ClientId(3))).isEqualTo(ExitSet.of(3));
    }

    @Test
    void activatesAsManyExitsAsDepthFirst() {
        for (int round = 1; round <= 10; round++) {
            int learning = POLICY.coordinate(Requests.of(round, 10, 3, 4, Similarities.none())).values().stream()
                    .mapToInt(ExitSet::size)
                    .sum();
            assertThat(learning)
                    .as("round %d", round)
                    .isEqualTo(4 + List.of(1, 3, 4, 6, 8).get(Math.min(round, 5) - 1));
        }
    }
}
