package org.exeunt.config;

/** Where what belongs to single clients rests between rounds: what they keep, and what the server remembers of each. Results do not depend on it. */
public enum ClientStateStorage {
    /** In memory while it is small, by the size of the Java heap; the rest in a file. */
    AUTO,
    /** In memory. */
    MEMORY,
    /** In a file. */
    FILE
}
