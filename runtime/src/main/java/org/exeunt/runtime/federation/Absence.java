package org.exeunt.runtime.federation;

/**
 * Why a client of a cohort gives nothing.
 *
 * @param cause one clause
 * @param sent whether it was sent its parameters all the same
 */
public record Absence(String cause, boolean sent) {}
