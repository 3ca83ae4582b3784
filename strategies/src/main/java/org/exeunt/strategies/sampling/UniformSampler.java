package org.exeunt.strategies.sampling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSamplerPlugin;
import org.exeunt.api.strategy.ClientSpec;

/** Draws a cohort of the given size; all cohorts have the same probability. */
public final class UniformSampler implements ClientSampler {
    /** No options. */
    public record Options() {}

    /** Registers {@code uniform}. */
    public static final class Plugin extends ClientSamplerPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "uniform",
                    "Every client takes part with the same probability",
                    Options.class,
                    (options, context) -> new UniformSampler());
        }
    }

    @Override
    public List<ClientId> sample(Round round, List<ClientSpec> clients, int size, RandomGenerator random) {
        // the first elements of a shuffled list of all clients, of which only the elements that were moved are stored
        Map<Integer, Integer> moved = new HashMap<>();
        List<ClientId> cohort = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int drawn = i + random.nextInt(clients.size() - i);
            cohort.add(clients.get(moved.getOrDefault(drawn, drawn)).id());
            moved.put(drawn, moved.getOrDefault(i, i));
        }
        return cohort.stream().sorted().toList();
    }
}
