package org.exeunt.api.strategy;

import org.exeunt.api.ClientId;

/** The result of one client's training: an update or a failure. */
public sealed interface ClientResult {
    /** Returns the client. */
    ClientId client();

    /**
     * The client trained successfully.
     *
     * @param client the client
     * @param update its update; all values finite
     */
    record Success(ClientId client, ClientUpdate update) implements ClientResult {}

    /**
     * The client returned no usable update; its state is unchanged.
     *
     * @param client the client
     * @param cause one sentence for the run record
     * @param stackTrace of an unexpected exception; empty if the client failed for a reason that {@code cause} explains
     */
    record Failure(ClientId client, String cause, String stackTrace) implements ClientResult {
        /** Creates a failure without a stack trace. */
        public Failure(ClientId client, String cause) {
            this(client, cause, "");
        }
    }
}
