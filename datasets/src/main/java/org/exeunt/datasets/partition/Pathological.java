package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Assigns a few classes to each client: each class goes to the first {@code ceil(n q / C)} clients that still need
 * classes, in equal parts; the last of them gets the remaining examples.
 *
 * <p>Source: the "pat" split of PFLlib (2 classes per client on CIFAR-10, 10 on CIFAR-100, 20 on Tiny-ImageNet). If the
 * numbers do not divide evenly, classes are left out or the last clients have fewer classes, with a warning. Deviation:
 * the examples of a class are shuffled.
 *
 * @param classesPerClient number of classes of each client
 * @param clientSplit number of clients and split of their examples
 */
public record Pathological(
        @Option(value = "Number of classes of each client", defaultValue = "2", min = 1, unit = "classes")
                int classesPerClient,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = clientSplit.clients();
        PartitionErrors.requireExamples(pool, clients, 1);
        PartitionErrors.requireClasses(pool, classesPerClient);
        int sharing = (int) (((long) clients * classesPerClient + pool.classes() - 1) / pool.classes());
        int[][] assigned = new int[clients][0];
        int[] needed = new int[clients];
        Arrays.fill(needed, classesPerClient);
        int leftOut = 0;
        for (int[] members : pool.byClass()) {
            int[] holders = IntStream.range(0, clients)
                    .filter(client -> needed[client] > 0)
                    .limit(sharing)
                    .toArray();
            if (holders.length == 0) {
                leftOut += members.length;
                continue;
            }
            RandomOrder.shuffle(members, random);
            int from = 0;
            for (int i = 0; i < holders.length; i++) {
                boolean last = i == holders.length - 1;
                int to = last ? members.length : from + members.length / holders.length;
                assigned[holders[i]] = Indices.append(assigned[holders[i]], members, from, to);
                needed[holders[i]]--;
                from = to;
            }
        }
        warn(pool, leftOut, needed);
        return assigned;
    }

    private void warn(Pool pool, int leftOut, int[] needed) {
        if (leftOut > 0) {
            pool.warn(
                    "%d clients with %d classes leave out %d of the %d examples of %s: all examples of its last classes"
                            .formatted(
                                    needed.length,
                                    classesPerClient,
                                    leftOut,
                                    pool.size(),
                                    pool.dataset().name()));
        }
        long fewer = Arrays.stream(needed).filter(missing -> missing > 0).count();
        if (fewer > 0) {
            pool.warn("%d of %d clients have fewer than %d classes, as the classes of %s do not divide evenly"
                    .formatted(
                            fewer,
                            needed.length,
                            classesPerClient,
                            pool.dataset().name()));
        }
    }
}
