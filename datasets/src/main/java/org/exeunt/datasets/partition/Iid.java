package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Option;

/** A random permutation of all examples cut into parts whose sizes differ by at most one. */
public record Iid(Options options) implements PartitionScheme {
    /**
     * Options of {@link Plugin}.
     *
     * @param dealing how many clients, and what they are tested on
     */
    public record Options(
            @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}

    /** Makes the partitioner that deals out all examples at random in equal parts. */
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "iid",
                    "All examples dealt out at random in equal parts: every client looks alike",
                    Options.class,
                    (options, context) -> new DealtPartitioner(
                            new Iid(options),
                            new RandomHoldOut(),
                            options.dealing().split()));
        }
    }

    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int clients = options.dealing().clients();
        Enough.require(pool, clients, 1);
        int[] examples = pool.indices();
        Shuffle.inPlace(examples, random);
        return IntStream.range(0, clients)
                .mapToObj(client -> Arrays.copyOfRange(
                        examples,
                        Part.cut(examples.length, client, clients),
                        Part.cut(examples.length, client + 1, clients)))
                .toArray(int[][]::new);
    }
}
