/**
 * Federations small enough for a unit test: {@link org.exeunt.testkit.federation.SyntheticFederation} deals skewed data to a few clients,
 * {@link org.exeunt.testkit.federation.Simulation} plays some rounds of a strategy on it in memory and shows everything that was sent,
 * kept and merged. No files, no configuration, no clock.
 */
package org.exeunt.testkit.federation;
