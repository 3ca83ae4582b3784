/**
 * Where clients' personal states rest between rounds: {@link org.exeunt.runtime.state.ClientStates}, in memory
 * {@link org.exeunt.runtime.state.MemoryClientStates}.
 */
package org.exeunt.runtime.state;
