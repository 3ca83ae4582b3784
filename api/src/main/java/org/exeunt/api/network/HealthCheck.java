package org.exeunt.api.network;

/**
 * One thing an engine's self test looked at.
 *
 * @param ok whether it is as it should be; if not, results are right but something is slower or missing
 * @param sentence what was found and, if not ok, what to do
 */
public record HealthCheck(boolean ok, String sentence) {}
