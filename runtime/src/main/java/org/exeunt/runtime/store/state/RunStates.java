package org.exeunt.runtime.store.state;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.StoredValues;
import org.exeunt.config.run.ClientStateStorage;
import org.exeunt.runtime.store.state.SlotFile.Slot;

/**
 * Stores the states of clients, and the parameter sets by client of the server's state, during a run: in memory up to a
 * limit, and the others in a file. Results do not depend on where they are stored. For the server thread only.
 *
 * <p>Each server state replaces the previous one: a set that the next state does not contain is freed, and reading it
 * afterwards is an error.
 */
public final class RunStates implements AutoCloseable {
    /** The states of clients and those of the server may each use 1/8 of the Java heap before the file is used. */
    private static final int HEAP_DIVISOR = 8;

    /** Smaller sets of the server are kept in memory, as storing them in the file would save nothing. */
    private static final long MIN_BYTES = 256;

    /** Number of values that are transferred at a time. */
    private static final int CHUNK = 1 << 16;

    /** The values of one parameter set in the file. */
    private final class InFile implements StoredValues {
        private final Slot slot;
        private boolean freed;

        InFile(Slot slot) {
            this.slot = slot;
        }

        @Override
        public void read(int from, float[] target, int offset, int count) {
            if (freed) {
                throw new IllegalStateException(
                        "parameters of a server state were read after the next state replaced it; a strategy may "
                                + "refer to them only from its state");
            }
            for (int done = 0; done < count; done += CHUNK) {
                ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * Math.min(CHUNK, count - done));
                file.read(slot, (long) Float.BYTES * (from + done), bytes);
                bytes.flip().asFloatBuffer().get(target, offset + done, bytes.limit() / Float.BYTES);
            }
        }

        void free() {
            freed = true;
            file.free(slot);
        }
    }

    final SlotFile file;
    private final ClientStates clients;
    private final long limit;
    private final Placement readPlacement = new Placement();
    final Set<InFile> inFile = new HashSet<>();

    /**
     * Creates the storage.
     *
     * @param limit maximum size of the values in memory, in bytes, of clients and of the server each
     */
    RunStates(SlotFile file, long limit) {
        this.file = file;
        this.clients = new ClientStates(file, limit);
        this.limit = limit;
    }

    /**
     * Opens the storage of a run.
     *
     * @param directory of the file, which is created when needed
     */
    public static RunStates open(ClientStateStorage place, Path directory) {
        long limit =
                switch (place) {
                    case MEMORY -> Long.MAX_VALUE;
                    case FILE -> 0;
                    case AUTO -> Runtime.getRuntime().maxMemory() / HEAP_DIVISOR;
                };
        return new RunStates(SlotFile.in(directory), limit);
    }

    /** Returns the states of clients. */
    public ClientStates clients() {
        return clients;
    }

    /**
     * Stores a server state and returns an equal one, which must be used in its place from now on.
     *
     * @throws org.exeunt.api.error.ExeuntException RESOURCE-24 if the file cannot be written
     */
    public <S extends Record> S store(S state) {
        Set<InFile> replaced = new HashSet<>(inFile);
        StateParts.replace(state, (set, ofClient) -> {
            set.stored().ifPresent(replaced::remove);
            return set;
        });
        replaced.forEach(InFile::free);
        inFile.removeAll(replaced);
        return StateParts.replace(state, new Placement());
    }

    /** Stores a parameter set of one client of a server state that is being read, and returns an equal set. */
    public ParameterSet storeClientSet(ParameterSet set) {
        return readPlacement.place(set);
    }

    /** Deletes the file. */
    @Override
    public void close() {
        file.close();
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
            InFile stored = new InFile(write(set));
            inFile.add(stored);
            return ParameterSet.stored(set.blocks(), stored);
        }

        private Slot write(ParameterSet set) {
            Slot slot = file.reserve(set.bytes().count());
            for (int from = 0; from < set.size(); from += CHUNK) {
                float[] values = new float[Math.min(CHUNK, set.size() - from)];
                set.read(from, values, values.length);
                ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
                bytes.asFloatBuffer().put(values);
                file.write(slot, (long) Float.BYTES * from, bytes);
            }
            return slot;
        }
    }
}
