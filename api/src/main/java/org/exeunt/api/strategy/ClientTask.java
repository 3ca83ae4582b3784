package org.exeunt.api.strategy;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.Payload;

/**
 * One client's work in one round as data, so that it can be done elsewhere.
 *
 * @param round which
 * @param client who
 * @param exits that learn, or all in evaluation
 * @param received what the server published for the client
 * @param state what the client kept
 * @param training how long and by what optimiser
 */
public record ClientTask(
        Round round, ClientId client, ExitSet exits, Payload received, Payload state, LocalTraining training) {}
