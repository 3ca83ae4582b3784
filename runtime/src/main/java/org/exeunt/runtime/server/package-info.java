/**
 * The server's side of a round: {@link org.exeunt.runtime.server.RoundLoop} selects a cohort, sends tasks, checks
 * updates and aggregates them.
 */
package org.exeunt.runtime.server;
