/**
 * Storage of client state between rounds: in memory, in a file, or in memory up to a limit and then in a file. A run
 * opens {@link org.exeunt.runtime.store.state.RunStates}; the server's parameter sets by client are stored
 * transparently to its strategy.
 */
package org.exeunt.runtime.store.state;
