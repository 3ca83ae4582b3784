package org.exeunt.api.strategy;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.Payload;

/**
 * One client's work in one round, as data that can be sent to another process.
 *
 * @param round the round
 * @param client the client
 * @param exits exits to train; in evaluation, all exits
 * @param received payload from the server
 * @param state payload that the client kept
 * @param training duration and optimiser settings
 * @param returnsModel whether evaluation returns the personal model next to its metrics
 */
public record ClientTask(
        Round round,
        ClientId client,
        ExitSet exits,
        Payload received,
        Payload state,
        LocalTraining training,
        boolean returnsModel) {
    /** Returns a task that does not return a model. */
    public static ClientTask of(
            Round round, ClientId client, ExitSet exits, Payload received, Payload state, LocalTraining training) {
        return new ClientTask(round, client, exits, received, state, training, false);
    }

    /** Returns the same task with another state. */
    public ClientTask withState(Payload other) {
        return new ClientTask(round, client, exits, received, other, training, returnsModel);
    }

    /** Returns the same task, which returns the personal model or not. */
    public ClientTask returningModel(boolean value) {
        return new ClientTask(round, client, exits, received, state, training, value);
    }
}
