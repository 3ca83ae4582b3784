/**
 * FedRolex: one model for clients of different width, which train a moving window of its channels. Start at
 * {@link org.exeunt.baselines.fedrolex.FedRolex}.
 */
package org.exeunt.baselines.fedrolex;
