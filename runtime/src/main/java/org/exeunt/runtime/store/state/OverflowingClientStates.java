package org.exeunt.runtime.store.state;

import org.exeunt.api.ClientId;
import org.exeunt.api.params.Payload;

/** Client states in memory up to a limit, the others in a file. */
final class OverflowingClientStates implements ClientStates {
    private final MemoryClientStates memory = new MemoryClientStates();
    private final FileClientStates file;
    private final long limit;
    private long held;

    /**
     * Makes the store.
     *
     * @param limit of the values in memory, in bytes
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
    public void keep(ClientId client, Payload state) {
        long others = held - memory.of(client).bytes().count();
        boolean fits = others + state.bytes().count() <= limit;
        // forgotten first: the room of one place is not needed while the other is filled
        (fits ? file : memory).keep(client, Payload.empty());
        (fits ? memory : file).keep(client, state);
        held = others + memory.of(client).bytes().count();
    }

    /** Returns the number of clients whose states are in the file. */
    int inFile() {
        return file.size();
    }
}
