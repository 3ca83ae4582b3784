/**
 * The participants in a round: {@link org.exeunt.api.strategy.ClientSampler} selects the cohort,
 * {@link org.exeunt.api.strategy.CoordinationPolicy} chooses the exits that each client trains,
 * {@link org.exeunt.api.strategy.Strategy} defines the payload, the training and the aggregation, and
 * {@link org.exeunt.api.strategy.ClientExecutor} runs the clients. Start with {@code Strategy}.
 */
@NullMarked
package org.exeunt.api.strategy;

import org.jspecify.annotations.NullMarked;
