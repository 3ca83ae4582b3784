package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomOrder;

/** Splits a random permutation of all examples into parts with sizes that differ by at most one. */
public record Iid(Options options) implements PartitionScheme {
    /**
     * Options of {@link Provider}.
     *
     * @param clientSplit number of clients and split of their examples
     */
    public record Options(
            @Option(value = "Number of clients and split of their examples", inPlace = true)
                    ClientSplitOptions clientSplit) {}

    /** Plugin of the partitioner {@link Iid}. */
    public static final class Provider extends Plugin<Partitioner, Options> {
        /** Creates the plugin; called by the service loader. */
        public Provider() {
            super(
                    "iid",
                    "All examples assigned at random in equal parts, so that all clients are similar",
                    (options, context) ->
                            new Iid(options).partitioner(options.clientSplit().split()));
        }
    }

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = options.clientSplit().clients();
        PartitionErrors.requireExamples(pool, clients, 1);
        int[] examples = pool.indices();
        RandomOrder.shuffle(examples, random);
        return IntStream.range(0, clients)
                .mapToObj(client -> Arrays.copyOfRange(
                        examples,
                        Indices.cut(examples.length, client, clients),
                        Indices.cut(examples.length, client + 1, clients)))
                .toArray(int[][]::new);
    }
}
