/**
 * Random streams: every use of random numbers has its own stream, derived from the seed of the run, the round, the
 * client and a purpose by {@link org.exeunt.api.random.RandomStreams}. There is no global generator, so results do not
 * depend on the order of calls or on threads. {@link org.exeunt.api.random.RandomOrder} shuffles and draws examples.
 */
@NullMarked
package org.exeunt.api.random;

import org.jspecify.annotations.NullMarked;
