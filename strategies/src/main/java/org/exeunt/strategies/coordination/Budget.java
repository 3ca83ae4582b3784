package org.exeunt.strategies.coordination;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.device.Device;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.FirstClients;
import org.exeunt.strategies.width.ChannelWindow;

/**
 * Trains the exits up to the deepest level that a client's device has memory and time for. A client below level m
 * receives and trains only the first stages of the network.
 *
 * <p>Memory is that of {@link SubNetwork#trainingMemory}. Time is that of {@link Device#seconds} for the run's local
 * epochs and the trained parameters in both directions. Epochs that a strategy adds or replaces, such as those of a
 * personal model, and what it sends in addition are not included, so a deadline of the same length
 * ({@code faults.deadline}) may still be missed.
 *
 * @param options its options
 */
public record Budget(Options options) implements CoordinationPolicy {
    /** Which of the levels that fit a client trains. */
    public enum Level {
        /** The deepest, in every round. */
        DEEPEST,
        /** A different one in each round, drawn uniformly. */
        DRAWN,
        /** The deepest level that fits all clients of the federation, for all of them: the control without depths. */
        COMMON
    }

    /**
     * Options of the policy.
     *
     * @param level which level a client trains
     * @param seconds time of a client's turn with the run's local epochs; empty for no limit
     * @param widths fraction of the channels at each level, level 1 first; empty for all channels
     */
    public record Options(
            @Option(value = "Which of the levels that fit a client trains", defaultValue = "deepest") Level level,
            @Option(value = "Longest turn of a client in a round, in simulated time", unit = "s", above = 0)
                    Optional<Double> seconds,
            @Option(
                            value = "Fraction of the channels at each level, level 1 first, equal to widths of"
                                    + " scalefl; empty for all channels",
                            above = 0,
                            max = 1,
                            defaultValue = "[]")
                    List<Double> widths) {
        public Options {
            ChannelWindow.requireLevels(widths);
        }
    }

    private static final int BYTES_PER_VALUE = 4;

    /**
     * What training the first stages of the network takes.
     *
     * @param memory bytes
     * @param macs of one example in a round
     * @param transfer bytes in each direction
     */
    private record Cost(long memory, double macs, Bytes transfer) {
        /** Returns the costs of all levels, level 1 first. */
        static List<Cost> ofLevels(NetworkSpec network, LocalTraining training, List<Double> widths) {
            List<Cost> costs = new ArrayList<>();
            for (int depth = 1; depth <= network.exits(); depth++) {
                SubNetwork trained = new SubNetwork(ExitSet.upTo(depth), widths.isEmpty() ? 1 : widths.get(depth - 1));
                costs.add(new Cost(
                        trained.trainingMemory(network, training.batchSize()),
                        trained.trainingMacs(network, training.epochs(), 0),
                        new Bytes(
                                (long) BYTES_PER_VALUE * trained.slice(network).size())));
            }
            return costs;
        }

        double seconds(ClientSpec client) {
            return client.device().orElseThrow().seconds(macs * client.trainExamples(), transfer, transfer);
        }
    }

    @Override
    public void validate(FederationSpec federation) {
        NetworkSpec network = federation.network();
        if (federation.clients().stream().anyMatch(client -> client.device().isEmpty())) {
            throw new IllegalArgumentException("clients have no devices; add the section 'devices', such as"
                    + " {\"type\": \"tiers\", \"tiers\": [...]}");
        }
        if (network.activations().isEmpty() || !network.allMacsKnown()) {
            throw new IllegalArgumentException(
                    "the engine does not state the activations and MACs of each stage, by which a level fits or not");
        }
        if (!options.widths().isEmpty() && options.widths().size() != network.exits()) {
            throw new IllegalArgumentException(
                    "'widths' is %s; expected %d numbers, one per exit".formatted(options.widths(), network.exits()));
        }
        ChannelWindow.requireNarrowing(network, options.widths());
        List<Cost> levels = Cost.ofLevels(network, federation.training(Round.START.next()), options.widths());
        List<ClientSpec> impossible = federation.clients().stream()
                .filter(client -> deepest(client, levels) == 0)
                .toList();
        if (!impossible.isEmpty()) {
            ClientSpec first = impossible.get(0);
            throw new IllegalArgumentException(
                    ("the network up to exit 1 does not fit the devices of %d of %d clients (%s): client %s has %d bytes"
                                    + " of memory, and the levels need %s%s; lower training.batch-size or the width of"
                                    + " the network, or give these clients other devices")
                            .formatted(
                                    impossible.size(),
                                    federation.clients().size(),
                                    FirstClients.of(impossible),
                                    first.id(),
                                    first.device().orElseThrow().memory(),
                                    levels.stream().map(Cost::memory).toList(),
                                    options.seconds()
                                            .map(limit -> ", its turn takes %.4g s of %s (coordination.seconds)"
                                                    .formatted(levels.get(0).seconds(first), limit))
                                            .orElse("")));
        }
    }

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        FederationSpec federation = request.federation();
        List<Cost> levels = Cost.ofLevels(federation.network(), federation.training(request.round()), options.widths());
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        if (options.level() == Level.COMMON) {
            int common = federation.clients().stream()
                    .mapToInt(client -> deepest(client, levels))
                    .min()
                    .orElseThrow();
            request.cohort().forEach(client -> exits.put(client, ExitSet.upTo(common)));
            return exits;
        }
        RandomGenerator random = request.random();
        for (ClientId client : request.cohort()) {
            int deepest = deepest(federation.clients().get(client.index()), levels);
            exits.put(client, ExitSet.upTo(options.level() == Level.DRAWN ? 1 + random.nextInt(deepest) : deepest));
        }
        return exits;
    }

    /** Returns the deepest level that fits a client; 0 if none does. */
    private int deepest(ClientSpec client, List<Cost> levels) {
        int depth = levels.size();
        while (depth > 0 && !fits(client, levels.get(depth - 1))) {
            depth--;
        }
        return depth;
    }

    private boolean fits(ClientSpec client, Cost level) {
        return level.memory() <= client.device().orElseThrow().memory()
                && (options.seconds().isEmpty()
                        || level.seconds(client) <= options.seconds().get());
    }

    @Override
    public Set<CoordinationRequirement> requirements() {
        return Set.of(CoordinationRequirement.INACTIVE_EXITS, CoordinationRequirement.INACTIVE_FINAL_EXIT);
    }
}
