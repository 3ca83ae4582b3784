package org.exeunt.runtime.store.state;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Payload;

/**
 * The states that clients keep between rounds: in memory up to a limit, and the others in a file. Clients without a
 * state take no space. For the server thread only.
 */
public final class ClientStates {
    private final Map<ClientId, Payload> memory = new HashMap<>();
    private final FileClientStates file;
    private final long limit;
    private long held;

    /**
     * Creates the store.
     *
     * @param limit maximum size of the values in memory, in bytes
     */
    ClientStates(SlotFile file, long limit) {
        this.file = new FileClientStates(file);
        this.limit = limit;
    }

    /** Returns the state of a client; the empty payload if it has none. */
    public Payload of(ClientId client) {
        Payload state = memory.get(client);
        return state == null ? file.of(client) : state;
    }

    /** Returns the clients that have a state, in client order. */
    public SortedSet<ClientId> clients() {
        SortedSet<ClientId> clients = new TreeSet<>(memory.keySet());
        clients.addAll(file.clients());
        return clients;
    }

    /** Replaces the state of a client. */
    public void keep(ClientId client, Payload state) {
        // removes the old state first, so that its space is free while the new one is stored
        Payload previous = memory.remove(client);
        held -= previous == null ? 0 : previous.bytes().count();
        if (held + state.bytes().count() > limit) {
            file.keep(client, state);
            return;
        }
        file.keep(client, Payload.empty());
        if (!state.equals(Payload.empty())) {
            memory.put(client, state);
            held += state.bytes().count();
        }
    }

    /** Returns the number of states in memory. */
    int inMemory() {
        return memory.size();
    }

    /** Returns the number of states in the file. */
    int inFile() {
        return file.size();
    }
}
