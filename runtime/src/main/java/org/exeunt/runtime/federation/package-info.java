/**
 * What a run works on: {@link org.exeunt.runtime.federation.Federation} holds the clients with their data, the network's design, initial
 * parameters, exit rules and simulated faults, all created from the configuration. {@link org.exeunt.runtime.federation.RandomPurpose} names
 * every source of randomness.
 */
package org.exeunt.runtime.federation;
