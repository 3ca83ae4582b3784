/**
 * The clients' side of a round: {@link org.exeunt.runtime.client.LocalClientRunner} trains and evaluates one client,
 * {@link org.exeunt.runtime.client.WorkerPool} runs clients on threads of this process.
 */
package org.exeunt.runtime.client;
