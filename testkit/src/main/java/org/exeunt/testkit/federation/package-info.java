/**
 * Federations for unit tests: {@link org.exeunt.testkit.federation.SyntheticFederation} partitions skewed data among a
 * few clients, and {@link org.exeunt.testkit.federation.Simulation} runs some rounds of a strategy on it in memory and
 * returns everything that was sent, stored and aggregated. Uses no files, configuration or clock.
 */
package org.exeunt.testkit.federation;
