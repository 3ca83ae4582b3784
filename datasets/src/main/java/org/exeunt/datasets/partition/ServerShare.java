package org.exeunt.datasets.partition;

import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Owners;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;

/**
 * The examples of the server and the rest of a data set, which clients are assigned.
 *
 * @param rest the data set without the examples of the server
 * @param kept for each example of the rest, its index in the whole data set
 * @param server indices of the examples of the server in the whole data set
 */
record ServerShare(Dataset rest, int[] kept, int[] server) {
    /** Returns the share of the server that has the given examples. */
    static ServerShare of(Dataset dataset, int[] server) {
        BitSet taken = new BitSet();
        IntStream.of(server).forEach(taken::set);
        int all = dataset.all().size();
        int train = dataset.train().size();
        int[] kept = IntStream.range(0, all).filter(index -> !taken.get(index)).toArray();
        int[] keptTrain = IntStream.of(kept).filter(index -> index < train).toArray();
        int[] keptTest = IntStream.of(kept)
                .filter(index -> index >= train)
                .map(index -> index - train)
                .toArray();
        Optional<Owners> owners = dataset.owners().map(whole -> {
            int[] ofExamples = whole.ofExamples();
            return new Owners(
                    whole.names(),
                    IntStream.of(kept).map(index -> ofExamples[index]).toArray());
        });
        Dataset rest = new Dataset(
                dataset.name(),
                dataset.input(),
                dataset.classNames(),
                dataset.train().select(keptTrain),
                dataset.test().select(keptTest),
                dataset.files(),
                owners);
        return new ServerShare(rest, kept, server);
    }

    /** Returns a partition of the rest as one of the whole data set, with the examples of the server. */
    Partition added(Partition ofRest) {
        return new Partition(
                ofRest.clients().stream()
                        .map(share ->
                                new ClientShare(whole(share.train()), whole(share.validation()), whole(share.test())))
                        .toList(),
                whole(ofRest.commonTest()),
                server);
    }

    private int[] whole(int[] indices) {
        return IntStream.of(indices).map(index -> kept[index]).toArray();
    }
}
