package org.exeunt.config.run;

/**
 * Where the state of clients, and what the server keeps for each of them, is stored between rounds. Results do not
 * depend on it.
 */
public enum ClientStateStorage {
    /** In memory up to 1/8 of the maximum Java heap, then in a file. */
    AUTO,
    /** In memory. */
    MEMORY,
    /** In a file. */
    FILE
}
