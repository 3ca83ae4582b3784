/**
 * Who takes part in a round. {@link org.exeunt.strategies.sampling.UniformSampler} is the usual choice; all samplers draw without repetition
 * and answer in client order.
 */
package org.exeunt.strategies.sampling;
