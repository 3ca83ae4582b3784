package org.exeunt.api.strategy;

import org.exeunt.api.ClientId;

/** How one client's training ended. */
public sealed interface ClientResult {
    /** Returns who. */
    ClientId client();

    /**
     * The client trained.
     *
     * @param client who
     * @param update what it left behind, all values finite
     */
    record Success(ClientId client, ClientUpdate update) implements ClientResult {}

    /**
     * The client gave nothing usable; it keeps the state it had.
     *
     * @param client who
     * @param cause one sentence for the run record
     */
    record Failure(ClientId client, String cause) implements ClientResult {}
}
