package org.exeunt.testkit.federation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.device.Device;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.testkit.data.GaussianBlobs;

/**
 * A data set of normally distributed classes, partitioned so that each client has mostly examples of two classes. The
 * server has twelve examples of all classes. Equal arguments give equal federations.
 *
 * @param dataset all examples
 * @param partition assignment of examples to clients
 * @param devices devices of the clients, in client order; empty if none are simulated
 */
public record SyntheticFederation(Dataset dataset, Partition partition, List<Device> devices) {
    private static final int CLASSES = 4;
    private static final int FEATURES = 5;
    private static final int TEST_EXAMPLES = 10;
    private static final int SERVER_EXAMPLES = 12;
    private static final double FAVOURITE_PROBABILITY = 0.8;

    public SyntheticFederation {
        devices = List.copyOf(devices);
    }

    /** Creates a federation without devices. */
    public SyntheticFederation(Dataset dataset, Partition partition) {
        this(dataset, partition, List.of());
    }

    /**
     * Returns a federation with four classes of vectors of length 5.
     *
     * @param trainExamples number of training examples of each client, at least 1
     */
    public static SyntheticFederation draw(long seed, int... trainExamples) {
        return draw(seed, CLASSES, InputShape.vector(FEATURES), trainExamples);
    }

    /**
     * Returns a federation in which every client also has ten test examples.
     *
     * @param trainExamples number of training examples of each client, at least 1
     */
    public static SyntheticFederation draw(long seed, int classes, InputShape input, int... trainExamples) {
        RandomStreams streams = new RandomStreams(seed);
        RandomGenerator random = streams.stream("synthetic-federation");
        int clients = trainExamples.length;
        int allTrain = Arrays.stream(trainExamples).sum();
        List<Partition.ClientShare> shares = new ArrayList<>();
        int allClients = allTrain + clients * TEST_EXAMPLES;
        int[] labels = new int[allClients + SERVER_EXAMPLES];
        int train = 0;
        int test = allTrain;
        for (int i = 0; i < clients; i++) {
            int trainEnd = train + trainExamples[i];
            int testEnd = test + TEST_EXAMPLES;
            shares.add(Partition.ClientShare.of(
                    IntStream.range(train, trainEnd).toArray(),
                    IntStream.range(test, testEnd).toArray()));
            fill(labels, train, trainEnd, i, classes, random);
            fill(labels, test, testEnd, i, classes, random);
            train = trainEnd;
            test = testEnd;
        }
        for (int i = 0; i < SERVER_EXAMPLES; i++) {
            labels[allClients + i] = i % classes;
        }
        GaussianBlobs blobs = new GaussianBlobs(classes, input.size(), random);
        Examples all = blobs.draw(labels, random);
        Dataset dataset = Dataset.of(
                "Synthetic federation",
                input,
                IntStream.range(0, classes).mapToObj(c -> "class " + c).toList(),
                all.select(IntStream.range(0, allTrain).toArray()),
                all.select(IntStream.range(allTrain, labels.length).toArray()),
                List.of(new Dataset.File(
                        "synthetic",
                        labels.length,
                        Sha256.of("%d %d %s %s"
                                .formatted(seed, classes, input, Arrays.toString(trainExamples))
                                .getBytes(StandardCharsets.UTF_8)))));
        return new SyntheticFederation(
                dataset,
                new Partition(
                        shares,
                        new int[0],
                        IntStream.range(allClients, labels.length).toArray()));
    }

    private static void fill(int[] labels, int from, int to, int client, int classes, RandomGenerator random) {
        for (int i = from; i < to; i++) {
            int favourite = (client + random.nextInt(2)) % classes;
            labels[i] = random.nextDouble() < FAVOURITE_PROBABILITY ? favourite : random.nextInt(classes);
        }
    }

    /** Returns this federation with simulated devices, one per client, in client order. */
    public SyntheticFederation withDevices(List<Device> other) {
        return new SyntheticFederation(dataset, partition, other);
    }

    /** Returns this federation without examples of the server. */
    public SyntheticFederation withoutServerExamples() {
        return new SyntheticFederation(dataset, Partition.of(partition.clients()), devices);
    }

    /** Returns the number of clients. */
    public int clients() {
        return partition.clients().size();
    }

    /** Returns the training examples of a client. */
    public Examples train(ClientId client) {
        return dataset.all().select(partition.clients().get(client.index()).train());
    }

    /** Returns the test examples of a client. */
    public Examples test(ClientId client) {
        return dataset.all().select(partition.clients().get(client.index()).test());
    }

    /** Returns the examples of the server. */
    public Examples server() {
        return dataset.all().select(partition.server());
    }

    /** Returns the properties of the clients that the server knows. */
    public List<ClientSpec> clientSpecs() {
        return IntStream.range(0, clients())
                .mapToObj(i -> new ClientSpec(
                        new ClientId(i), partition.clients().get(i).train().length))
                .toList();
    }
}
