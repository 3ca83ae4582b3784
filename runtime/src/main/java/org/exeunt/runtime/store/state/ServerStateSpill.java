package org.exeunt.runtime.store.state;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.StoredValues;
import org.exeunt.runtime.store.state.SlotFile.Slot;

/**
 * Stores parameter sets in maps by client of a server's state in memory up to a limit, and the others in a file, from
 * which their values are read on access.
 *
 * <p>Each state replaces the previous one: a set that the next state does not contain is freed, and reading it
 * afterwards is an error.
 */
final class ServerStateSpill {
    /** Smaller sets are kept in memory, as storing them in the file would save nothing. */
    private static final long MIN_BYTES = 256;

    /** The values of one parameter set in the file. */
    private static final class InFile implements StoredValues {
        private final SlotFile file;
        private final Slot slot;
        private boolean freed;

        InFile(SlotFile file, Slot slot) {
            this.file = file;
            this.slot = slot;
        }

        @Override
        public void read(int from, float[] target, int offset, int count) {
            if (freed) {
                throw new IllegalStateException(
                        "parameters of a server state were read after the next state replaced it; a strategy may "
                                + "refer to them only from its state");
            }
            file.read(slot, from, target, offset, count);
        }

        void free() {
            freed = true;
            file.free(slot);
        }
    }

    private final SlotFile file;
    private final long limit;
    private final Placement readPlacement = new Placement();
    private Set<InFile> inFile = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Creates the storage.
     *
     * @param limit maximum size of the values in memory, in bytes
     */
    ServerStateSpill(SlotFile file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** Stores a state and returns an equal one; the previous state must not be used any more. */
    <S extends Record> S store(S state) {
        freeAllBut(fileSetsOf(state));
        return StateParts.replace(state, new Placement());
    }

    private Set<InFile> fileSetsOf(Record state) {
        Set<InFile> retained = Collections.newSetFromMap(new IdentityHashMap<>());
        StateParts.replace(state, (set, ofClient) -> {
            set.stored()
                    .filter(InFile.class::isInstance)
                    .map(InFile.class::cast)
                    .ifPresent(retained::add);
            return set;
        });
        return retained;
    }

    private void freeAllBut(Set<InFile> retained) {
        for (InFile values : inFile) {
            if (!retained.contains(values)) {
                values.free();
            }
        }
        inFile = retained;
    }

    /**
     * Stores a set of one client of a state that is being read and will then be stored as a whole; returns an equal
     * set.
     */
    ParameterSet place(ParameterSet set) {
        return readPlacement.place(set);
    }

    /** Returns the number of sets in the file. */
    int inFile() {
        return inFile.size();
    }

    /** Decides where the sets of one state are stored; a set that occurs twice in it is stored once. */
    private final class Placement implements StateParts.Visitor {
        private final Map<ParameterSet, ParameterSet> placed = new IdentityHashMap<>();
        private long held;

        @Override
        public ParameterSet visit(ParameterSet set, boolean ofClient) {
            return ofClient && set.stored().isEmpty() ? placed.computeIfAbsent(set, this::place) : set;
        }

        private ParameterSet place(ParameterSet set) {
            long bytes = set.bytes().count();
            if (bytes < MIN_BYTES || held + bytes <= limit) {
                held += bytes;
                return set;
            }
            Slot slot = file.reserve(set.size());
            file.write(slot, 0, set);
            InFile values = new InFile(file, slot);
            inFile.add(values);
            return ParameterSet.stored(set.blocks(), values);
        }
    }
}
