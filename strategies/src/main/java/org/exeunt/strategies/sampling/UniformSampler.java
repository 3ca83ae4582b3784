package org.exeunt.strategies.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.SamplingRequest;

/** Draws a cohort of the given size; all cohorts have the same probability. */
public final class UniformSampler implements ClientSampler {

    @Override
    public List<ClientId> sample(SamplingRequest request) {
        return draw(request.size(), request.clients(), request.random());
    }

    static List<ClientId> draw(int size, List<ClientSpec> clients, RandomGenerator random) {
        return Arrays.stream(RandomOrder.draw(size, clients.size(), random))
                .mapToObj(position -> clients.get(position).id())
                .sorted()
                .toList();
    }
}
