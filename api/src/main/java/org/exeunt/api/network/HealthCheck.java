package org.exeunt.api.network;

/**
 * The result of one check of an engine's self-test.
 *
 * @param ok whether the check passed; if not, results are still correct, but something is slower or missing
 * @param sentence what was found and, if not ok, what to do
 */
public record HealthCheck(boolean ok, String sentence) {}
