package org.exeunt.runtime.store.state;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.runtime.store.codec.StateInput;
import org.exeunt.runtime.store.codec.StateReader;
import org.exeunt.runtime.store.codec.StateWriter;
import org.exeunt.runtime.store.state.SlotFile.Slot;

/**
 * The states that clients keep between rounds: in memory up to a limit, and the others in a file, as {@link
 * StateWriter} writes them. Clients without a state take no space. For the server thread only.
 */
public final class ClientStates {
    /** Added to the size of the values, so that the bytes of most states need one array. */
    private static final int OVERHEAD = 1 << 12;

    final Map<ClientId, Payload> memory = new HashMap<>();
    final Map<ClientId, Slot> inFile = new HashMap<>();
    private final List<ParameterLayout> layouts = new ArrayList<>();
    private final SlotFile file;
    private final long limit;
    private long held;

    /**
     * Creates the store.
     *
     * @param limit maximum size of the values in memory, in bytes
     */
    ClientStates(SlotFile file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** Returns the state of a client; the empty payload if it has none. */
    public Payload of(ClientId client) {
        Slot slot = inFile.get(client);
        return slot == null ? memory.getOrDefault(client, Payload.empty()) : read(slot);
    }

    /** Returns the clients that have a state, in client order. */
    public SortedSet<ClientId> clients() {
        SortedSet<ClientId> clients = new TreeSet<>(memory.keySet());
        clients.addAll(inFile.keySet());
        return clients;
    }

    /** Replaces the state of a client. */
    public void keep(ClientId client, Payload state) {
        // removes the old state first, so that its space is free while the new one is stored
        Payload previous = memory.remove(client);
        held -= previous == null ? 0 : previous.bytes().count();
        Slot slot = inFile.remove(client);
        if (slot != null) {
            file.free(slot);
        }
        if (held + state.bytes().count() > limit) {
            inFile.put(client, write(state));
        } else if (!state.equals(Payload.empty())) {
            memory.put(client, state);
            held += state.bytes().count();
        }
    }

    private Slot write(Payload state) {
        state.parameterSets().values().stream()
                .filter(set -> !layouts.contains(set.layout()))
                .forEach(set -> layouts.add(set.layout()));
        int size = Math.toIntExact(state.bytes().count() + OVERHEAD);
        byte[] bytes = StateWriter.bytes(size, new byte[0], state, layouts, boundary -> {});
        Slot slot = file.reserve(bytes.length);
        file.write(slot, 0, ByteBuffer.wrap(bytes));
        return slot;
    }

    private Payload read(Slot slot) {
        byte[] bytes = new byte[Math.toIntExact(slot.size())];
        file.read(slot, 0, ByteBuffer.wrap(bytes));
        StateInput in = new StateInput(new ByteArrayInputStream(bytes), bytes.length);
        try {
            return new StateReader(in, set -> set, layouts).read(Payload.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the file of client states was modified", e);
        }
    }
}
