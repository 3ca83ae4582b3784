package org.exeunt.app.inspect;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.FeatureShift;
import org.exeunt.runtime.federation.PartitionedData;

/** Data sets of few given examples. */
final class Given {
    private Given() {}

    private record Row(int label, float... values) {}

    private record Rows(List<Row> rows) implements Examples {
        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public int label(int index) {
            return rows.get(index).label();
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            float[] values = rows.get(index).values();
            System.arraycopy(values, 0, target, offset, values.length);
        }
    }

    /** Returns a data set with one training example per class, with the given values, and no test examples. */
    static Dataset examples(List<Integer> shape, float[]... valuesByClass) {
        return dataset(
                shape,
                valuesByClass.length,
                IntStream.range(0, valuesByClass.length)
                        .mapToObj(label -> new Row(label, valuesByClass[label]))
                        .toList());
    }

    private static Dataset dataset(List<Integer> shape, int classes, List<Row> rows) {
        List<String> names =
                IntStream.range(0, classes).mapToObj(label -> "class " + label).toList();
        return Dataset.of(
                "Given",
                InputShape.of(shape),
                names,
                new Rows(rows),
                new Rows(List.of()),
                List.of(new Dataset.File("given", rows.size(), "0")));
    }

    /**
     * Returns data of clients with the given numbers of training examples per class, and one test example of class 0
     * each.
     */
    static PartitionedData clients(int[]... countsByClient) {
        int classes = countsByClient[0].length;
        List<Client> clients = IntStream.range(0, countsByClient.length)
                .mapToObj(client -> client(client, countsByClient[client]))
                .toList();
        List<Row> all = clients.stream()
                .flatMap(client -> ((Rows) client.train()).rows().stream())
                .toList();
        Dataset dataset = dataset(List.of(1), classes, all);
        FeatureShift none = FeatureShift.of(Optional.empty(), clients.size(), dataset.input(), new RandomStreams(1));
        return new PartitionedData(dataset, Partition.of(List.of()), clients, none);
    }

    private static Client client(int number, int[] counts) {
        List<Row> rows = IntStream.range(0, counts.length)
                .boxed()
                .flatMap(label -> Collections.nCopies(counts[label], new Row(label, 0)).stream())
                .toList();
        return new Client(
                new ClientId(number),
                new Rows(rows),
                new Rows(List.of()),
                new Rows(List.of(new Row(0, 0))),
                Partition.ClientShare.of(new int[0], new int[0]),
                Collections.nCopies(counts.length, 1.0));
    }
}
