package org.exeunt.runtime.federation;

/**
 * Why a client of a cohort gives nothing.
 *
 * @param cause one clause
 * @param sent whether it was sent its parameters all the same
 */
public record SimulatedDropout(String cause, boolean sent) {}
