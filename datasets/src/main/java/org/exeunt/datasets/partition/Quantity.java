package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomOrder;

/** Splits a random permutation of all examples into parts of different sizes. */
public record Quantity(Options options) implements PartitionScheme {
    /**
     * Options of {@link Provider}.
     *
     * @param sizes number of examples of each client
     * @param clientSplit number of clients and split of their examples
     */
    public record Options(
            @Option(value = "Number of examples of each client", inPlace = true) SizeOptions sizes,
            @Option(value = "Number of clients and split of their examples", inPlace = true)
                    ClientSplitOptions clientSplit) {}

    /** Plugin of the partitioner {@link Quantity}. */
    public static final class Provider extends Plugin<Partitioner, Options> {
        /** Creates the plugin; called by the service loader. */
        public Provider() {
            super(
                    "quantity",
                    "All examples assigned at random in parts of different sizes, so that clients differ in the "
                            + "number of examples",
                    (options, context) -> new Quantity(options)
                            .partitioner(options.clientSplit().split()));
        }
    }

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int[] sizes = new SizeDraw(options.sizes(), "partition.")
                .draw(pool, options.clientSplit().clients(), random);
        int[] examples = pool.indices();
        RandomOrder.shuffle(examples, random);
        int[][] assigned = new int[sizes.length][];
        int from = 0;
        for (int client = 0; client < sizes.length; client++) {
            assigned[client] = Arrays.copyOfRange(examples, from, from + sizes[client]);
            from += sizes[client];
        }
        return assigned;
    }
}
