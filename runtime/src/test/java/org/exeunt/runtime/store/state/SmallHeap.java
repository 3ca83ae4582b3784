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
import org.exeunt.config.run.ClientStateStorage;
import org.exeunt.runtime.store.Sets;

/**
 * A program for {@link SmallHeapTest}: 60 clients with a state of 1 MiB each, and a server with 1 MiB per client,
 * cohort after cohort.
 */
final class SmallHeap {
    private static final int CLIENTS = 60;
    private static final int COHORT = 4;
    private static final ParameterLayout LAYOUT = Sets.layout(1 << 18);

    /** One model per client. */
    private record Server(SortedMap<ClientId, ParameterSet> models) {}

    private SmallHeap() {}

    /** Prints the number of states that are read back exactly, and the sizes of the file and of the heap in MiB. */
    public static void main(String[] arguments) {
        try (RunStates states = RunStates.open(ClientStateStorage.AUTO, Path.of(arguments[0]))) {
            Server server = states.store(new Server(new TreeMap<>()));
            for (int turn = 0; turn < 2 * CLIENTS; turn += COHORT) {
                SortedMap<ClientId, ParameterSet> models = new TreeMap<>(server.models());
                for (int i = turn; i < turn + COHORT; i++) {
                    ClientId client = new ClientId(i % CLIENTS);
                    states.clients().keep(client, Payload.of(kept(i)));
                    ParameterSet before = models.get(client);
                    models.put(client, before == null ? model(i) : ParameterMath.scale(2, before));
                }
                server = states.store(new Server(models));
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
                    exact, states.file.length() >> 20, Runtime.getRuntime().maxMemory() >> 20);
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
