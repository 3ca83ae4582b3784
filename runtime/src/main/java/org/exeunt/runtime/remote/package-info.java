/**
 * Clients in other processes: {@link org.exeunt.runtime.remote.RemoteRunner} is the side of the other process, which
 * assembles the run's federation and runs tasks that it is given as bytes; {@link
 * org.exeunt.runtime.remote.ProcessesExecutorPlugin} runs clients in worker processes on this machine, over pipes.
 */
package org.exeunt.runtime.remote;
