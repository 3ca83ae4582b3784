package org.exeunt.runtime.store.state;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Payload;

/** Stores client states in memory; clients without a state take no space. */
final class MemoryClientStates implements ClientStates {
    private final Map<ClientId, Payload> states = new HashMap<>();

    @Override
    public Payload of(ClientId client) {
        return states.getOrDefault(client, Payload.empty());
    }

    @Override
    public SortedSet<ClientId> clients() {
        return new TreeSet<>(states.keySet());
    }

    @Override
    public void keep(ClientId client, Payload state) {
        if (state.equals(Payload.empty())) {
            states.remove(client);
        } else {
            states.put(client, state);
        }
    }

    /** Returns the number of clients with a state. */
    int size() {
        return states.size();
    }
}
