package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/**
 * Cuts every class into consecutive slices, one a client, whose sizes follow a Dirichlet draw; a client that holds its equal part of the
 * data already gets nothing of further classes. Repeated until every client has enough.
 *
 * <p>Source: the "dir" split of PFLlib, "noniid" of pFedGraph. Deviation: gives up after {@value #ATTEMPTS} draws.
 */
record DirichletPartitioner(DirichletOptions options) implements Partitioner {
    static final ErrorCode OUT_OF_LUCK = ErrorCategory.CONFIG.code(31);
    private static final int ATTEMPTS = 10_000;

    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        Enough.require(dataset, options.clients(), options.minExamples());
        int[][] classes = examplesByClass(dataset.all(), dataset.classes());
        int closest = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int[][] dealt = deal(classes, dataset.all().size(), random);
            int smallest = Stream.of(dealt).mapToInt(held -> held.length).min().orElseThrow();
            if (smallest >= options.minExamples()) {
                return split(dealt, random);
            }
            closest = Math.max(closest, smallest);
        }
        throw new ExeuntException(
                OUT_OF_LUCK,
                "partition.min-examples = %d was not reached in %d draws with partition.alpha = %s and %d clients of %d examples; the smallest client never had more than %d. Lower min-examples or clients, or raise alpha."
                        .formatted(
                                options.minExamples(),
                                ATTEMPTS,
                                options.alpha(),
                                options.clients(),
                                dataset.all().size(),
                                closest));
    }

    private int[][] deal(int[][] classes, int examples, RandomGenerator random) {
        int[][] dealt = new int[options.clients()][0];
        boolean[] full = new boolean[options.clients()];
        for (int[] members : classes) {
            int[] shuffled = members.clone();
            Shuffle.inPlace(shuffled, random);
            double[] logShares = DirichletDraw.logShares(options.alpha(), options.clients(), random);
            for (int client = 0; client < full.length; client++) {
                full[client] = (long) dealt[client].length * full.length >= examples;
            }
            int[] cuts = cuts(DirichletDraw.shares(logShares, full), shuffled.length);
            for (int client = 0; client < full.length; client++) {
                dealt[client] = append(dealt[client], shuffled, cuts[client], cuts[client + 1]);
            }
        }
        return dealt;
    }

    private Partition split(int[][] dealt, RandomGenerator random) {
        HoldOut holdOut = new HoldOut(options.testShare());
        List<ClientShare> shares =
                Stream.of(dealt).map(held -> holdOut.split(held, random)).toList();
        return new Partition(shares);
    }

    /** Returns where the slices of {@code count} examples begin and end, one more than there are shares. */
    static int[] cuts(double[] shares, int count) {
        int[] cuts = new int[shares.length + 1];
        double sum = 0;
        for (int client = 0; client < shares.length - 1; client++) {
            sum += shares[client];
            cuts[client + 1] = Math.min(count, (int) (sum * count));
        }
        cuts[shares.length] = count;
        return cuts;
    }

    private static int[][] examplesByClass(Examples examples, int classes) {
        return IntStream.range(0, classes)
                .mapToObj(label -> IntStream.range(0, examples.size())
                        .filter(index -> examples.label(index) == label)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static int[] append(int[] held, int[] source, int from, int to) {
        int[] longer = Arrays.copyOf(held, held.length + to - from);
        System.arraycopy(source, from, longer, held.length, to - from);
        return longer;
    }
}
