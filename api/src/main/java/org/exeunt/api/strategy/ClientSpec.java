package org.exeunt.api.strategy;

import org.exeunt.api.ClientId;

/**
 * The properties of a client that the server knows.
 *
 * @param id the client
 * @param trainExamples number of training examples, N_i; at least 1
 */
public record ClientSpec(ClientId id, int trainExamples) {}
