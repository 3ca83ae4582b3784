package org.exeunt.datasets.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;

/**
 * Divides the clients into tiers of equal devices. The number of clients of each tier is exact up to rounding: clients
 * in random order, or in that of their data, are cut at the cumulative shares.
 */
public record Tiers(Options options) implements DeviceModel {
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,29}";

    /** A group of equal devices. */
    public record Tier(
            @Option(value = "Name of the tier, for reports", pattern = NAME) String name,
            @Option(value = "Number of clients relative to the other tiers", above = 0, defaultValue = "1.0")
                    double share,
            @Option(value = "Speed, bandwidth and memory", inPlace = true) DeviceOptions device) {}

    /** The order in which clients are given the tiers, the first one first; equal clients are in random order. */
    public enum Assignment {
        RANDOM(counts -> 0),
        /** By decreasing number of training examples. */
        BY_SIZE(counts -> -counts.stream().mapToInt(Integer::intValue).sum()),
        /** By their most frequent class, so that a tier lacks the classes of the others. */
        BY_LABEL(counts -> counts.indexOf(Collections.max(counts)));

        private final ToIntFunction<List<Integer>> key;

        Assignment(ToIntFunction<List<Integer>> key) {
            this.key = key;
        }
    }

    /** Options of the tiers. */
    public record Options(
            @Option(value = "Groups of equal devices", minItems = 1, defaultValue = DEFAULT) List<Tier> tiers,
            @Option(
                            value = "Which clients have the devices of the first tier, the second, ...: random ones,"
                                    + " those with most examples, or those of the first classes",
                            defaultValue = "random")
                    Assignment assignment) {
        static final String DEFAULT =
                """
                [{"name": "high", "share": 1, "macs-per-second": 4e9, "memory": 4000000000},
                 {"name": "middle", "share": 1, "macs-per-second": 2e9, "memory": 1000000000},
                 {"name": "low", "share": 1, "macs-per-second": 5e8, "memory": 250000000}]
                """;

        public Options {
            tiers = List.copyOf(tiers);
            List<String> names = tiers.stream().map(Tier::name).toList();
            if (names.stream().distinct().count() < names.size()) {
                throw new IllegalArgumentException("tiers %s; expected a different name for each".formatted(names));
            }
        }
    }

    @Override
    public List<Device> devices(List<String> clients, RandomStreams streams) {
        return devices(clients, Collections.nCopies(clients.size(), List.of(0)), streams);
    }

    @Override
    public List<Device> devices(List<String> clients, List<List<Integer>> counts, RandomStreams streams) {
        int[] tierOf = new int[clients.size()];
        int[] order = Arrays.stream(shuffled(clients.size(), streams.stream("tiers")))
                .boxed()
                .sorted(Comparator.comparingInt(
                        client -> options.assignment().key.applyAsInt(counts.get(client))))
                .mapToInt(Integer::intValue)
                .toArray();
        double total = options.tiers().stream().mapToDouble(Tier::share).sum();
        List<Device> devices = new ArrayList<>();
        double cumulative = 0;
        int from = 0;
        for (Tier tier : options.tiers()) {
            cumulative += tier.share();
            int to = (int) Math.round(clients.size() * (cumulative / total));
            for (int i = from; i < to; i++) {
                tierOf[order[i]] = devices.size();
            }
            from = to;
            devices.add(tier.device().device(tier.name()));
        }
        return new LazyDevices(clients.size(), client -> devices.get(tierOf[client]));
    }

    private static int[] shuffled(int size, RandomGenerator random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
