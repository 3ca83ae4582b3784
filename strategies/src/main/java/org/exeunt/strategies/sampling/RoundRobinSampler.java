package org.exeunt.strategies.sampling;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.SamplingRequest;

/**
 * Takes clients in turn: round 1 uses the first clients, each later round the clients after those of the previous
 * round, starting again at the first client after the last.
 */
public final class RoundRobinSampler implements ClientSampler {

    @Override
    public List<ClientId> sample(SamplingRequest request) {
        List<ClientSpec> clients = request.clients();
        long first = (request.round().number() - 1L) * request.size();
        return IntStream.range(0, request.size())
                .mapToObj(i -> clients.get((int) ((first + i) % clients.size())).id())
                .sorted()
                .toList();
    }
}
