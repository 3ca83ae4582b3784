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
 */
public record ClientTask(
        Round round, ClientId client, ExitSet exits, Payload received, Payload state, LocalTraining training) {}
