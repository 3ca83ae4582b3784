package org.exeunt.runtime.store.state;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.config.ClientStateStorage;

/**
 * A program for {@link SmallHeapTest}: 60 clients that keep a mebibyte each, and a server that has a mebibyte for each of them, cohort after
 * cohort.
 */
final class SmallHeap {
    private static final int CLIENTS = 60;
    private static final int COHORT = 4;
    private static final ParameterLayout LAYOUT = Sets.layout(1 << 18);

    /** A model a client. */
    private record Server(SortedMap<ClientId, ParameterSet> models) {}

    private SmallHeap() {}

    /** Prints how many of all states are as they were kept, and the mebibytes of the file and of the heap. */
    public static void main(String[] arguments) {
        try (RunStates states = RunStates.open(ClientStateStorage.AUTO, Path.of(arguments[0]))) {
            Server server = states.rest(new Server(new TreeMap<>()));
            for (int turn = 0; turn < 2 * CLIENTS; turn += COHORT) {
                SortedMap<ClientId, ParameterSet> models = new TreeMap<>(server.models());
                for (int i = turn; i < turn + COHORT; i++) {
                    ClientId client = new ClientId(i % CLIENTS);
                    states.clients().keep(client, Payload.of(kept(i)));
                    ParameterSet before = models.get(client);
                    models.put(client, before == null ? model(i) : ParameterMath.scale(2, before));
                }
                server = states.rest(new Server(models));
            }
            int exact = 0;
            for (int i = 0; i < CLIENTS; i++) {
                ClientId client = new ClientId(i);
                List<ParameterSet> actual = List.of(
                        states.clients().of(client).parameters().orElseThrow(),
                        server.models().get(client));
                List<ParameterSet> expected = List.of(kept(CLIENTS + i), ParameterMath.scale(2, model(i)));
                for (int j = 0; j < 2; j++) {
                    exact += Arrays.equals(Sets.bits(actual.get(j)), Sets.bits(expected.get(j))) ? 1 : 0;
                }
            }
            System.out.printf(
                    "exact %d file %d heap %d%n",
                    exact, states.fileLength() >> 20, Runtime.getRuntime().maxMemory() >> 20);
        }
    }

    private static ParameterSet kept(int turn) {
        return Sets.set(LAYOUT, turn);
    }

    private static ParameterSet model(int client) {
        float[] values = new float[LAYOUT.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = client + i;
        }
        return ParameterSet.of(LAYOUT.all(), values);
    }
}
