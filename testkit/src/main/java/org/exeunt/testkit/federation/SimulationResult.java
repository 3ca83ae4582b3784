package org.exeunt.testkit.federation;

import java.util.List;
import java.util.SortedMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterSet;

/**
 * What a simulation left behind.
 *
 * @param states of the server: first that of {@code open}, then one a round
 * @param rounds in order
 * @param personalModels all blocks of the network each client would use at the end, sampled or not
 * @param <S> the strategy's state
 */
public record SimulationResult<S extends Record>(
        List<S> states, List<SimulatedRound> rounds, SortedMap<ClientId, ParameterSet> personalModels) {

    /** Returns the server's last state. */
    public S lastState() {
        return states.get(states.size() - 1);
    }

    /** Returns the last round. */
    public SimulatedRound lastRound() {
        return rounds.get(rounds.size() - 1);
    }

    /** Returns the network a client would use at the end. */
    public ParameterSet personalModel(int client) {
        return personalModels.get(new ClientId(client));
    }
}
