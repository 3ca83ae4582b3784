/**
 * The loop, owned by nobody else. {@link org.exeunt.runtime.run.Run} takes a configuration to its end: {@link org.exeunt.runtime.run.Federation}
 * is what it works on, {@link org.exeunt.runtime.run.FederationWork} the clients' side, {@code RoundLoop} the server's,
 * {@link org.exeunt.runtime.run.RandomPurpose} where randomness comes from.
 */
package org.exeunt.runtime.run;
