package org.exeunt.strategies.sampling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        List<ClientId> ids =
                new ArrayList<>(clients.stream().map(ClientSpec::id).toList());
        for (int i = 0; i < size; i++) {
            Collections.swap(ids, i, i + random.nextInt(ids.size() - i));
        }
        return ids.subList(0, size).stream().sorted().toList();
    }
}
