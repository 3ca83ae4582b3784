package org.exeunt.runtime.store.state;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.RestingValues;
import org.exeunt.runtime.store.state.SlotFile.Slot;

/**
 * Puts what a server remembers of single clients to rest: parameter sets in maps by client stay in memory up to a limit, the others are written
 * to a file and read when somebody asks for their values.
 *
 * <p>States follow each other: a set that the next state has no more gives its slot back, and reading it is an error from then on.
 */
final class ServerStateSpill {
    /** A set of fewer bytes would not gain anything. */
    private static final long SMALL = 256;

    /** The values of one set in the file. */
    private static final class InFile implements RestingValues {
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
                        "parameters of a server state that another one has followed were asked for; a strategy may hold them in its state alone");
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
    private final Placing reading = new Placing();
    private Set<InFile> resting = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Makes the place.
     *
     * @param limit of the values in memory, in bytes
     */
    ServerStateSpill(SlotFile file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** Returns an equal state whose sets of single clients are in memory up to the limit; the state before it must not be used any more. */
    <S extends Record> S rest(S state) {
        freeAllBut(stillIn(state));
        return StateParts.replace(state, new Placing());
    }

    private Set<InFile> stillIn(Record state) {
        Set<InFile> still = Collections.newSetFromMap(new IdentityHashMap<>());
        StateParts.replace(state, (set, ofClient) -> {
            set.resting()
                    .filter(InFile.class::isInstance)
                    .map(InFile.class::cast)
                    .ifPresent(still::add);
            return set;
        });
        return still;
    }

    private void freeAllBut(Set<InFile> still) {
        for (InFile values : resting) {
            if (!still.contains(values)) {
                values.free();
            }
        }
        resting = still;
    }

    /** Returns an equal set of one client, of a state that is being read and will be put to rest as a whole. */
    ParameterSet place(ParameterSet set) {
        return reading.place(set);
    }

    /** Returns the number of sets in the file. */
    int inFile() {
        return resting.size();
    }

    /** Decides for one state after the other; a set that lies in it twice is placed once. */
    private final class Placing implements StateParts.Visitor {
        private final Map<ParameterSet, ParameterSet> placed = new IdentityHashMap<>();
        private long held;

        @Override
        public ParameterSet visit(ParameterSet set, boolean ofClient) {
            return ofClient && set.resting().isEmpty() ? placed.computeIfAbsent(set, this::place) : set;
        }

        private ParameterSet place(ParameterSet set) {
            long bytes = set.bytes().count();
            if (bytes < SMALL || held + bytes <= limit) {
                held += bytes;
                return set;
            }
            Slot slot = file.reserve(set.size());
            file.write(slot, 0, set);
            InFile values = new InFile(file, slot);
            resting.add(values);
            return ParameterSet.resting(set.blocks(), values);
        }
    }
}
