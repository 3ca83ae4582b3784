package org.exeunt.runtime.store.state;

import java.util.SortedSet;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Payload;

/** Stores client states in memory up to a limit, and the others in a file. */
final class OverflowingClientStates implements ClientStates {
    private final MemoryClientStates memory = new MemoryClientStates();
    private final FileClientStates file;
    private final long limit;
    private long held;

    /**
     * Creates the store.
     *
     * @param limit maximum size of the values in memory, in bytes
     */
    OverflowingClientStates(SlotFile file, long limit) {
        this.file = new FileClientStates(file);
        this.limit = limit;
    }

    @Override
    public Payload of(ClientId client) {
        Payload state = memory.of(client);
        return state.equals(Payload.empty()) ? file.of(client) : state;
    }

    @Override
    public SortedSet<ClientId> clients() {
        SortedSet<ClientId> clients = memory.clients();
        clients.addAll(file.clients());
        return clients;
    }

    @Override
    public void keep(ClientId client, Payload state) {
        long others = held - memory.of(client).bytes().count();
        boolean fits = others + state.bytes().count() <= limit;
        // removes the old state first, so that its space is free while the new one is stored
        (fits ? file : memory).keep(client, Payload.empty());
        (fits ? memory : file).keep(client, state);
        held = others + memory.of(client).bytes().count();
    }

    /** Returns the number of states in the file. */
    int inFile() {
        return file.size();
    }
}
