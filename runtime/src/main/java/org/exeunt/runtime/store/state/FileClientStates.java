package org.exeunt.runtime.store.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.runtime.store.state.SlotFile.Slot;

/**
 * The part of {@link ClientStates} in a file. Memory contains only the position and the shape of each state; equal
 * shapes are shared.
 */
final class FileClientStates {
    /** The shape of a state, in the order of the file: parameter sets first, sorted by name, then vectors. */
    private record Shape(SortedMap<String, BlockSet> sets, SortedMap<String, Integer> vectors) {
        static Shape of(Payload state) {
            SortedMap<String, BlockSet> sets = new TreeMap<>();
            state.parameterSets().forEach((name, set) -> sets.put(name, set.blocks()));
            SortedMap<String, Integer> vectors = new TreeMap<>();
            state.vectors().forEach((name, vector) -> vectors.put(name, vector.length));
            return new Shape(sets, vectors);
        }
    }

    private record Entry(Shape shape, Slot slot) {}

    private final SlotFile file;
    private final Map<ClientId, Entry> entries = new HashMap<>();
    private final Map<Shape, Shape> shapes = new HashMap<>();

    FileClientStates(SlotFile file) {
        this.file = file;
    }

    Payload of(ClientId client) {
        Entry entry = entries.get(client);
        if (entry == null) {
            return Payload.empty();
        }
        Payload state = Payload.empty();
        long position = 0;
        for (Map.Entry<String, BlockSet> set : entry.shape().sets().entrySet()) {
            state = state.with(set.getKey(), file.read(entry.slot(), position, set.getValue()));
            position += set.getValue().size();
        }
        for (Map.Entry<String, Integer> vector : entry.shape().vectors().entrySet()) {
            float[] values = new float[vector.getValue()];
            file.read(entry.slot(), position, values, 0, values.length);
            state = state.with(vector.getKey(), values);
            position += values.length;
        }
        return state;
    }

    Set<ClientId> clients() {
        return entries.keySet();
    }

    void keep(ClientId client, Payload state) {
        Entry previous = entries.remove(client);
        if (state.equals(Payload.empty())) {
            if (previous != null) {
                file.free(previous.slot());
            }
            return;
        }
        Slot slot = slotFor(state, previous);
        long position = 0;
        for (ParameterSet set : state.parameterSets().values()) {
            file.write(slot, position, set);
            position += set.size();
        }
        for (float[] vector : state.vectors().values()) {
            file.write(slot, position, vector);
            position += vector.length;
        }
        Shape shape = Shape.of(state);
        entries.put(client, new Entry(shapes.computeIfAbsent(shape, first -> first), slot));
    }

    /**
     * Returns the client's present slot if the new state fits into it, so that states of constant size are not moved.
     */
    private Slot slotFor(Payload state, Entry previous) {
        if (previous != null && previous.slot().size() >= state.scalars()) {
            return previous.slot();
        }
        if (previous != null) {
            file.free(previous.slot());
        }
        return file.reserve(state.scalars());
    }

    /** Returns the number of clients with a state. */
    int size() {
        return entries.size();
    }
}
