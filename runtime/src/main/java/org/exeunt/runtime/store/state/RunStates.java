package org.exeunt.runtime.store.state;

import java.nio.file.Path;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.config.ClientStateStorage;

/**
 * Stores the states of clients, and the parameter sets by client of the server's state, during a run. Results do not
 * depend on where they are stored. For the server thread only.
 */
public final class RunStates implements AutoCloseable {
    /** The states of clients and those of the server may each use 1/8 of the Java heap before the file is used. */
    private static final int HEAP_DIVISOR = 8;

    final SlotFile file;
    private final ClientStates clients;
    private final ServerStateSpill server;

    private RunStates(SlotFile file, long limit) {
        this.file = file;
        this.clients = new ClientStates(file, limit);
        this.server = new ServerStateSpill(file, limit);
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
        return server.store(state);
    }

    /** Stores a parameter set of one client of a server state that is being read, and returns an equal set. */
    public ParameterSet storeClientSet(ParameterSet set) {
        return server.place(set);
    }

    /** Deletes the file. */
    @Override
    public void close() {
        file.close();
    }
}
