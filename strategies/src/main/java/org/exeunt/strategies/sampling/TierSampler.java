package org.exeunt.strategies.sampling;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSamplerPlugin;
import org.exeunt.api.strategy.ClientSpec;

/**
 * Samples among the clients with devices of some tiers, all with the same probability. The other clients never train;
 * they are evaluated with what the server sends them.
 *
 * <p>With the tiers that hold the whole network, this is the control <em>exclusive</em> for methods that let weak
 * devices train a part of it.
 */
public record TierSampler(Options options) implements ClientSampler {
    /** Options of the tiers. */
    public record Options(
            @Option(value = "Names of tiers, see 'devices'", minItems = 1, defaultValue = "[\"high\"]")
                    List<String> tiers) {
        public Options {
            tiers = List.copyOf(tiers);
        }
    }

    /** Registers {@code tiers}. */
    public static final class Plugin extends ClientSamplerPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "tiers",
                    "Only clients with devices of some tiers take part",
                    Options.class,
                    (options, context) -> new TierSampler(options));
        }
    }

    @Override
    public boolean admits(ClientSpec client) {
        return client.device().isPresent()
                && options.tiers().contains(client.device().get().tier());
    }

    @Override
    public List<ClientId> sample(Round round, List<ClientSpec> clients, int size, RandomGenerator random) {
        return new UniformSampler()
                .sample(round, clients.stream().filter(this::admits).toList(), size, random);
    }
}
