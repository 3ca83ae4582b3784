package org.exeunt.runtime.store.state;

import org.exeunt.api.ClientId;
import org.exeunt.api.params.Payload;

/** What each client keeps from one training to the next. Used from the server thread. */
public interface ClientStates {
    /** Returns what a client kept last; the empty payload if it never kept anything. */
    Payload of(ClientId client);

    /** Replaces what a client keeps. */
    void keep(ClientId client, Payload state);
}
