package org.exeunt.api.strategy;

import org.exeunt.api.ClientId;

/**
 * What the server knows of a client.
 *
 * @param id who
 * @param trainExamples number of training examples, N_i, at least 1
 */
public record ClientSpec(ClientId id, int trainExamples) {}
