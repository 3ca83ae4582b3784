package org.exeunt.runtime.store.state;

import java.util.SortedSet;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Payload;

/** The states that clients keep between rounds. For the server thread only. */
public interface ClientStates {
    /** Returns the state of a client; the empty payload if it has none. */
    Payload of(ClientId client);

    /** Returns the clients that have a state, in client order. */
    SortedSet<ClientId> clients();

    /** Replaces the state of a client. */
    void keep(ClientId client, Payload state);
}
