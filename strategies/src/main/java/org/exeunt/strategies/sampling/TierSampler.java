package org.exeunt.strategies.sampling;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.api.device.Device;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.SamplingRequest;

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

    @Override
    public void validate(FederationSpec federation) {
        Set<String> known = federation.clients().stream()
                .flatMap(client -> client.device().stream())
                .map(Device::tier)
                .collect(Collectors.toCollection(TreeSet::new));
        if (known.isEmpty()) {
            throw new IllegalArgumentException("clients have no devices; add the section 'devices'");
        }
        List<String> unknown =
                options.tiers().stream().filter(tier -> !known.contains(tier)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "no client has a device of the tiers %s; the tiers of clients are %s".formatted(unknown, known));
        }
    }

    @Override
    public boolean admits(ClientSpec client) {
        return client.device().isPresent()
                && options.tiers().contains(client.device().get().tier());
    }

    @Override
    public List<ClientId> sample(SamplingRequest request) {
        return UniformSampler.draw(
                request.size(), request.clients().stream().filter(this::admits).toList(), request.random());
    }
}
