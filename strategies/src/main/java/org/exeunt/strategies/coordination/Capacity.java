package org.exeunt.strategies.coordination;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;

/**
 * Assigns each client a capacity level from 1 to m for the whole run and trains exactly the exits up to this level. A
 * client below level m receives and trains only the first stages of the network.
 *
 * <p>Levels follow the client order: client i of n, counted from 0, has level {@code 1 + floor(i m / n)}, so that all
 * levels have about the same number of clients. With four exits these are the four groups of clients of ScaleFL (CVPR
 * 2023) and DepthFL (ICLR 2023).
 *
 * @param options its options
 */
public record Capacity(Options options) implements CoordinationPolicy {
    /**
     * Options of the capacity levels.
     *
     * @param fractions relative numbers of clients at each level, level 1 first; client i has the first level at which
     *     the cumulative sum, divided by the total, is above {@code i / n}
     */
    public record Options(
            @Option(
                            value = "Fraction of the clients at each level, level 1 first; empty for equal fractions",
                            min = 0,
                            defaultValue = "[]")
                    List<Double> fractions) {
        public Options {
            fractions = List.copyOf(fractions);
            if (!fractions.isEmpty() && fractions.stream().allMatch(fraction -> fraction == 0)) {
                throw new IllegalArgumentException(
                        "'fractions' is %s; expected at least one number above 0".formatted(fractions));
            }
        }
    }

    @Override
    public void validate(FederationSpec federation) {
        int levels = options.fractions().size();
        if (levels > 0 && levels != federation.network().exits()) {
            throw new IllegalArgumentException("'fractions' has %d numbers %s; expected %d, one per exit of the network"
                    .formatted(levels, options.fractions(), federation.network().exits()));
        }
    }

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientId client : request.cohort()) {
            exits.put(
                    client,
                    ExitSet.upTo(level(client, request.federation().clients().size(), request.exits())));
        }
        return exits;
    }

    private int level(ClientId client, int clients, int exits) {
        if (options.fractions().isEmpty()) {
            return 1 + (int) ((long) client.index() * exits / clients);
        }
        // exact decimal arithmetic, so that equal fractions give groups of equal size
        BigDecimal scaledIndex = BigDecimal.valueOf(client.index()).multiply(sum(exits));
        int level = 1;
        while (scaledIndex.compareTo(BigDecimal.valueOf(clients).multiply(sum(level))) >= 0) {
            level++;
        }
        return level;
    }

    private BigDecimal sum(int levels) {
        return options.fractions().subList(0, levels).stream()
                .map(BigDecimal::valueOf)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Override
    public Set<CoordinationRequirement> requirements() {
        return Set.of(CoordinationRequirement.INACTIVE_EXITS, CoordinationRequirement.INACTIVE_FINAL_EXIT);
    }
}
