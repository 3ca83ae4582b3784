/**
 * Assembles federations: {@link org.exeunt.runtime.federation.Federation} holds the clients with their data, the design
 * of the network, initial parameters, exit rules and simulated faults, all created from the configuration. {@link
 * org.exeunt.runtime.federation.RandomPurpose} lists all sources of randomness.
 */
package org.exeunt.runtime.federation;
