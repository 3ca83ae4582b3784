package org.exeunt.strategies;

import java.util.List;
import java.util.stream.Collectors;
import org.exeunt.api.strategy.ClientSpec;

/** Names clients in a message, of which there may be many. */
public final class FirstClients {
    private static final int SHOWN = 5;

    private FirstClients() {}

    /** Returns the ids of the first clients, with an ellipsis if there are more. */
    public static String of(List<ClientSpec> clients) {
        String first = clients.stream()
                .limit(SHOWN)
                .map(client -> client.id().toString())
                .collect(Collectors.joining(", "));
        return clients.size() > SHOWN ? first + ", …" : first;
    }
}
