package org.exeunt.datasets.partition;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;

/**
 * Clusters of clients that hold the same classes, in equal parts, and none of the others: of q classes a cluster, client i holds classes
 * {@code q (i mod C/q)} to {@code q (i mod C/q) + q - 1}.
 *
 * <p>Source: "noniid-skew" of pFedGraph (Ye et al., ICML 2023).
 *
 * @param warnings told of classes that no client holds, if there are fewer clients than clusters
 */
public record ClusterSkew(Options options, Consumer<String> warnings) implements PartitionScheme {
    /**
     * Options of {@link Plugin}.
     *
     * @param classesPerCluster how many classes the clients of a cluster hold; divides the number of classes
     * @param dealing how many clients, and what they are tested on
     */
    public record Options(
            @Option(
                            value = "Classes of one cluster of clients; must divide the number of classes",
                            defaultValue = "2",
                            min = 1,
                            unit = "classes")
                    int classesPerCluster,
            @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}

    /** Makes the partitioner whose clients form clusters of the same classes. */
    @Citation("Ye et al.: Personalized Federated Learning with Inferred Collaboration Graphs, ICML 2023")
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "cluster-skew",
                    "Clusters of clients that hold the same few classes and no others",
                    Options.class,
                    (options, context) -> new DealtPartitioner(
                            new ClusterSkew(options, context::warn),
                            new RandomHoldOut(),
                            options.dealing().split()));
        }
    }

    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int clients = options.dealing().clients();
        int each = options.classesPerCluster();
        if (pool.classes() % each != 0) {
            throw PartitionErrors.of(
                    pool,
                    "partition.classes-per-cluster = %d does not divide its %d classes. Give a divisor."
                            .formatted(each, pool.classes()));
        }
        int clusters = pool.classes() / each;
        int[][] classes = pool.byClass();
        int[][] dealt = new int[clients][0];
        for (int label = 0; label < classes.length; label++) {
            int cluster = label / each;
            int[] members = IntStream.range(0, clients)
                    .filter(client -> client % clusters == cluster)
                    .toArray();
            Shuffle.inPlace(classes[label], random);
            for (int i = 0; i < members.length; i++) {
                dealt[members[i]] = Append.range(
                        dealt[members[i]],
                        classes[label],
                        Part.cut(classes[label].length, i, members.length),
                        Part.cut(classes[label].length, i + 1, members.length));
            }
        }
        if (clients < clusters) {
            warnings.accept("%d clients in %d clusters: nobody holds the last %d classes of %s"
                    .formatted(
                            clients,
                            clusters,
                            (clusters - clients) * each,
                            pool.dataset().name()));
        }
        return dealt;
    }
}
