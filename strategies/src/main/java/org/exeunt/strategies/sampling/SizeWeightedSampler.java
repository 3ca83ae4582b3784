package org.exeunt.strategies.sampling;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.exeunt.api.ClientId;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.SamplingRequest;

/**
 * Draws clients one after the other, each with a probability proportional to its number of training examples among the
 * remaining clients.
 *
 * <p>Combine with {@code aggregation-weights: uniform}; aggregation by data size would count large clients twice.
 *
 * <p>Source: Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006: takes the clients with the
 * largest {@code ln(u) / N}, with an independent uniform u per client.
 */
public final class SizeWeightedSampler implements ClientSampler {

    @Override
    public List<ClientId> sample(SamplingRequest request) {
        record Keyed(ClientId client, double key) {}
        Comparator<Keyed> order =
                Comparator.comparingDouble(Keyed::key).reversed().thenComparing(Keyed::client);
        Queue<Keyed> cohort = new PriorityQueue<>(order.reversed());
        for (ClientSpec client : request.clients()) {
            cohort.add(new Keyed(client.id(), Math.log(1 - request.random().nextDouble()) / client.trainExamples()));
            if (cohort.size() > request.size()) {
                cohort.remove();
            }
        }
        return cohort.stream().map(Keyed::client).sorted().toList();
    }
}
