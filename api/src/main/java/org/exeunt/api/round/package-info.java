/**
 * A round and who decides in it: {@link org.exeunt.api.round.ClientSampler} picks the cohort,
 * {@link org.exeunt.api.round.CoordinationPolicy} the exits that learn, {@link org.exeunt.api.round.Strategy} what is sent, trained and
 * merged; {@link org.exeunt.api.round.ClientExecutor} runs the clients. Begin with {@code Strategy}.
 */
package org.exeunt.api.round;
