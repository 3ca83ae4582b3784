package org.exeunt.datasets.partition;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;

/**
 * All examples, sorted by class, cut into shards of one size, dealt out at random; what remains behind the last shard is left out.
 *
 * <p>Source: FedAvg (McMahan et al., AISTATS 2017).
 *
 * @param warnings told how many examples are left out
 */
public record Shards(Options options, Consumer<String> warnings) implements PartitionScheme {
    /**
     * Options of {@link Plugin}.
     *
     * @param shardsPerClient how many shards each client gets
     * @param dealing how many clients, and what they are tested on
     */
    public record Options(
            @Option(value = "Shards of one client", defaultValue = "2", min = 1, unit = "shards") int shardsPerClient,
            @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}

    /** Makes the partitioner of the FedAvg paper. */
    @Citation("McMahan et al.: Communication-Efficient Learning of Deep Networks, AISTATS 2017, arXiv 1602.05629")
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "shards",
                    "Examples sorted by class, cut into shards, some shards a client",
                    Options.class,
                    (options, context) -> new DealtPartitioner(
                            new Shards(options, context::warn),
                            new RandomHoldOut(),
                            options.dealing().split()));
        }
    }

    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int clients = options.dealing().clients();
        int each = options.shardsPerClient();
        Enough.require(pool, clients, each);
        int size = pool.size() / (clients * each);
        int left = pool.size() - clients * each * size;
        if (left > 0) {
            warnings.accept("%d shards of %d examples leave out %d of the %d examples of %s"
                    .formatted(
                            clients * each,
                            size,
                            left,
                            pool.size(),
                            pool.dataset().name()));
        }
        int[] sorted = Stream.of(pool.byClass()).flatMapToInt(IntStream::of).toArray();
        int[] shards = IntStream.range(0, clients * each).toArray();
        Shuffle.inPlace(shards, random);
        int[][] dealt = new int[clients][0];
        for (int i = 0; i < shards.length; i++) {
            dealt[i / each] = Append.range(dealt[i / each], sorted, shards[i] * size, (shards[i] + 1) * size);
        }
        return dealt;
    }
}
