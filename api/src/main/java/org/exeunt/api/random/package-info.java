/**
 * Random streams. Nobody owns a global generator: who needs randomness is handed a stream derived from the run's seed,
 * a purpose and the round and client it serves, so that results depend neither on threads nor on order.
 */
@NullMarked
package org.exeunt.api.random;

import org.jspecify.annotations.NullMarked;
