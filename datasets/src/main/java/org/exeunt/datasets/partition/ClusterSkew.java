package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Clusters of clients that have the same classes in equal parts. With C classes and q classes per cluster, client i has
 * classes {@code q (i mod C/q)} to {@code q (i mod C/q) + q - 1}.
 *
 * <p>Source: "noniid-skew" of pFedGraph (Ye et al., ICML 2023).
 *
 * @param classesPerCluster number of classes of the clients of a cluster; must divide the number of classes
 * @param clientSplit number of clients and split of their examples
 */
public record ClusterSkew(
        @Option(
                        value = "Number of classes of a cluster of clients; must divide the number of classes",
                        defaultValue = "2",
                        min = 1,
                        unit = "classes")
                int classesPerCluster,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = clientSplit.clients();
        PartitionErrors.requireExamples(pool, clients, 1);
        if (pool.classes() % classesPerCluster != 0) {
            throw PartitionErrors.of(
                    pool,
                    "partition.classes-per-cluster = %d does not divide its %d classes. Set it to a divisor."
                            .formatted(classesPerCluster, pool.classes()));
        }
        int clusters = pool.classes() / classesPerCluster;
        int[][] classes = pool.byClass();
        int[][] assigned = new int[clients][0];
        for (int label = 0; label < classes.length; label++) {
            int cluster = label / classesPerCluster;
            int[] members = IntStream.range(0, clients)
                    .filter(client -> client % clusters == cluster)
                    .toArray();
            RandomOrder.shuffle(classes[label], random);
            for (int i = 0; i < members.length; i++) {
                assigned[members[i]] = Indices.append(
                        assigned[members[i]],
                        classes[label],
                        Indices.cut(classes[label].length, i, members.length),
                        Indices.cut(classes[label].length, i + 1, members.length));
            }
        }
        if (clients < clusters) {
            pool.warn("%d clients in %d clusters: no client has the last %d classes of %s"
                    .formatted(
                            clients,
                            clusters,
                            (clusters - clients) * classesPerCluster,
                            pool.dataset().name()));
        }
        return assigned;
    }
}
