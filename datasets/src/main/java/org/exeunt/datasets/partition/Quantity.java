package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Option;

/** A random permutation of all examples cut into parts of unlike sizes. */
public record Quantity(Options options) implements PartitionScheme {
    /**
     * Options of {@link Plugin}.
     *
     * @param sizes how many examples each client gets
     * @param dealing how many clients, and what they are tested on
     */
    public record Options(
            @Option(value = "How many examples each client gets", inPlace = true) SizeOptions sizes,
            @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}

    /** Makes the partitioner whose clients differ by the number of their examples alone. */
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "quantity",
                    "All examples dealt out at random in parts of unlike sizes: clients differ by how much they have",
                    Options.class,
                    (options, context) -> new DealtPartitioner(
                            new Quantity(options),
                            new RandomHoldOut(),
                            options.dealing().split()));
        }
    }

    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int[] sizes = new SizeDraw(options.sizes(), "partition.")
                .draw(pool, options.dealing().clients(), random);
        int[] examples = pool.indices();
        Shuffle.inPlace(examples, random);
        int[][] dealt = new int[sizes.length][];
        int from = 0;
        for (int client = 0; client < sizes.length; client++) {
            dealt[client] = Arrays.copyOfRange(examples, from, from + sizes[client]);
            from += sizes[client];
        }
        return dealt;
    }
}
