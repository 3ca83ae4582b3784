/**
 * Who decides in a round: {@link org.exeunt.api.strategy.ClientSampler} selects the cohort,
 * {@link org.exeunt.api.strategy.CoordinationPolicy} which exits each client trains, {@link org.exeunt.api.strategy.Strategy} what is sent, trained
 * and aggregated; {@link org.exeunt.api.strategy.ClientExecutor} runs the clients. Start at {@code Strategy}.
 */
@NullMarked
package org.exeunt.api.strategy;

import org.jspecify.annotations.NullMarked;
