package org.exeunt.runtime.store.state;

import java.nio.file.Path;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.config.ClientStateStorage;

/**
 * Where what belongs to single clients rests during a run: what they keep, and what the server remembers of each. Bits do not depend on the
 * place. For the server thread.
 */
public final class RunStates implements AutoCloseable {
    /** Part of the Java heap that either of both may take before it goes to the file. */
    private static final int SHARE_OF_HEAP = 8;

    private final SlotFile file;
    private final ClientStates clients;
    private final ServerStateSpill server;

    private RunStates(SlotFile file, long limit) {
        this.file = file;
        this.clients = new OverflowingClientStates(file, limit);
        this.server = new ServerStateSpill(file, limit);
    }

    /**
     * Opens the places of a run.
     *
     * @param directory where a file is made if one is needed
     */
    public static RunStates open(ClientStateStorage place, Path directory) {
        long limit =
                switch (place) {
                    case MEMORY -> Long.MAX_VALUE;
                    case FILE -> 0;
                    case AUTO -> Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
                };
        return new RunStates(SlotFile.in(directory), limit);
    }

    /** Returns what clients keep. */
    public ClientStates clients() {
        return clients;
    }

    /**
     * Returns an equal server state, what it remembers of single clients put to rest. The state given before must not be used any more.
     *
     * @throws org.exeunt.api.error.ExeuntException RESOURCE-24 if the disk refuses
     */
    public <S extends Record> S rest(S state) {
        return server.rest(state);
    }

    /** Returns an equal set in the place where those rest that a server remembers of single clients; for states that are read back. */
    public ParameterSet restOfClient(ParameterSet set) {
        return server.place(set);
    }

    /** Returns the length of the file, in bytes; 0 if there is none. */
    public long fileLength() {
        return file.length();
    }

    /** Removes the file. */
    @Override
    public void close() {
        file.close();
    }
}
