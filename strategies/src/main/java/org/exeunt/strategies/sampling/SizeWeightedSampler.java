package org.exeunt.strategies.sampling;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSamplerPlugin;
import org.exeunt.api.strategy.ClientSpec;

/**
 * Draws one client after the other, each with a probability in proportion to its number of training examples among those left.
 *
 * <p>With updates merged by data size as well, large clients count twice; {@code aggregation-weights: uniform} goes with this sampler. Source:
 * Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006: the clients with the largest {@code ln(u) / N} for one uniform u
 * each.
 */
public final class SizeWeightedSampler implements ClientSampler {
    /** There is nothing to choose. */
    public record Options() {}

    /** Registers {@code size-weighted}. */
    public static final class Plugin extends ClientSamplerPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "size-weighted",
                    "Clients with more examples take part more often",
                    Options.class,
                    (options, context) -> new SizeWeightedSampler());
        }
    }

    @Override
    public List<ClientId> sample(Round round, List<ClientSpec> clients, int size, RandomGenerator random) {
        record Keyed(ClientId client, double key) {}
        return clients.stream()
                .map(client -> new Keyed(client.id(), Math.log(1 - random.nextDouble()) / client.trainExamples()))
                .sorted(Comparator.comparingDouble(Keyed::key).reversed().thenComparing(Keyed::client))
                .limit(size)
                .map(Keyed::client)
                .sorted()
                .toList();
    }
}
