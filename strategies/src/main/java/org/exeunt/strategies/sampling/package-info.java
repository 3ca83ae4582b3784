/**
 * Client samplers choose the clients that take part in a round. {@link org.exeunt.strategies.sampling.UniformSampler}
 * is the default. All samplers draw without replacement and return clients in ascending order.
 */
package org.exeunt.strategies.sampling;
