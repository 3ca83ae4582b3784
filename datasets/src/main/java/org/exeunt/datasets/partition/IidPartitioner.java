package org.exeunt.datasets.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;

/** A random permutation of all examples cut into parts whose sizes differ by at most one. */
record IidPartitioner(IidOptions options) implements Partitioner {
    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        Enough.require(dataset, options.clients(), 1);
        int[] examples = IntStream.range(0, dataset.all().size()).toArray();
        Shuffle.inPlace(examples, random);
        HoldOut holdOut = new HoldOut(options.testShare());
        List<ClientShare> shares = new ArrayList<>();
        for (int client = 0; client < options.clients(); client++) {
            int[] held = Arrays.copyOfRange(examples, cut(client, examples.length), cut(client + 1, examples.length));
            shares.add(holdOut.split(held, random));
        }
        return new Partition(shares);
    }

    private int cut(int client, int examples) {
        return (int) ((long) client * examples / options.clients());
    }
}
