package org.exeunt.runtime.store.state;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.runtime.store.state.SlotFile.Slot;

/** Client states in a file: memory holds where each one lies, and once what each kind of state consists of. */
final class FileClientStates implements ClientStates {
    /** What a state consists of, in the order of the file; names sorted, parameter sets first. */
    private record Form(SortedMap<String, BlockSet> sets, SortedMap<String, Integer> vectors) {
        static Form of(Payload state) {
            SortedMap<String, BlockSet> sets = new TreeMap<>();
            state.parameterSets().forEach((name, set) -> sets.put(name, set.blocks()));
            SortedMap<String, Integer> vectors = new TreeMap<>();
            state.vectors().forEach((name, vector) -> vectors.put(name, vector.length));
            return new Form(sets, vectors);
        }
    }

    private record Kept(Form form, Slot slot) {}

    private final SlotFile file;
    private final Map<ClientId, Kept> kept = new HashMap<>();
    private final Map<Form, Form> forms = new HashMap<>();

    FileClientStates(SlotFile file) {
        this.file = file;
    }

    @Override
    public Payload of(ClientId client) {
        Kept place = kept.get(client);
        if (place == null) {
            return Payload.empty();
        }
        Payload state = Payload.empty();
        long at = 0;
        for (Map.Entry<String, BlockSet> set : place.form().sets().entrySet()) {
            state = state.with(set.getKey(), file.read(place.slot(), at, set.getValue()));
            at += set.getValue().size();
        }
        for (Map.Entry<String, Integer> vector : place.form().vectors().entrySet()) {
            float[] values = new float[vector.getValue()];
            file.read(place.slot(), at, values, 0, values.length);
            state = state.with(vector.getKey(), values);
            at += values.length;
        }
        return state;
    }

    @Override
    public void keep(ClientId client, Payload state) {
        Kept before = kept.remove(client);
        if (state.equals(Payload.empty())) {
            if (before != null) {
                file.free(before.slot());
            }
            return;
        }
        Slot slot = slotFor(state, before);
        long at = 0;
        for (ParameterSet set : state.parameterSets().values()) {
            file.write(slot, at, set);
            at += set.size();
        }
        for (float[] vector : state.vectors().values()) {
            file.write(slot, at, vector);
            at += vector.length;
        }
        Form form = Form.of(state);
        kept.put(client, new Kept(forms.computeIfAbsent(form, first -> first), slot));
    }

    /** The client's own slot if the new state fits, so that nothing moves while states keep their size. */
    private Slot slotFor(Payload state, Kept before) {
        if (before != null && before.slot().size() >= state.scalars()) {
            return before.slot();
        }
        if (before != null) {
            file.free(before.slot());
        }
        return file.reserve(state.scalars());
    }

    /** Returns the number of clients that keep something. */
    int size() {
        return kept.size();
    }
}
