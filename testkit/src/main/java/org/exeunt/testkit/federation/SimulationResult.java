package org.exeunt.testkit.federation;

import java.util.List;
import java.util.SortedMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.ParameterSet;

/**
 * The result of a simulation.
 *
 * @param states server states: the initial one, then one per round
 * @param rounds rounds in order
 * @param personalModels all blocks of each client's personal model after the last round, for all clients
 * @param rules personal rules of the clients that have one, after the last round
 * @param <S> type of the server state
 */
public record SimulationResult<S extends Record>(
        List<S> states,
        List<SimulatedRound> rounds,
        SortedMap<ClientId, ParameterSet> personalModels,
        SortedMap<ClientId, PersonalRule> rules) {

    /** Returns the server state after the last round. */
    public S lastState() {
        return states.get(states.size() - 1);
    }

    /** Returns the last round. */
    public SimulatedRound lastRound() {
        return rounds.get(rounds.size() - 1);
    }

    /**
     * Returns the personal model of a client after the last round.
     *
     * @param client index of the client
     */
    public ParameterSet personalModel(int client) {
        return personalModels.get(new ClientId(client));
    }
}
