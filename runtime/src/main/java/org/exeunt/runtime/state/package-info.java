/**
 * Where what belongs to single clients rests between rounds. A run opens {@link org.exeunt.runtime.state.RunStates}; what clients keep are
 * {@link org.exeunt.runtime.state.ClientStates}, and the server's parameter sets by client are put to rest without its strategy noticing.
 * Everything stays in memory while it is small and goes to one file that ends with the run when it is not.
 */
package org.exeunt.runtime.state;
