/**
 * The server's side of a round: {@code RoundLoop} selects a cohort, sends tasks, checks updates and aggregates them. Start at
 * {@link org.exeunt.runtime.server.RoundLoop}.
 */
package org.exeunt.runtime.server;
