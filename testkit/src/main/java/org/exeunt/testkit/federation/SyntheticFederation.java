package org.exeunt.testkit.federation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.testkit.data.GaussianBlobs;

/**
 * A data set of normal clouds, dealt to clients that each see mostly two of the classes. Equal arguments give equal federations.
 *
 * @param dataset all examples
 * @param partition who holds which
 */
public record SyntheticFederation(Dataset dataset, Partition partition) {
    private static final int CLASSES = 4;
    private static final int FEATURES = 5;
    private static final int TEST_EXAMPLES = 10;
    private static final double FAVOURITES = 0.8;

    /**
     * Draws a federation of four classes of vectors of length 5.
     *
     * @param trainExamples one entry a client, each at least 1
     */
    public static SyntheticFederation draw(long seed, int... trainExamples) {
        return draw(seed, CLASSES, InputShape.vector(FEATURES), trainExamples);
    }

    /**
     * Draws a federation; every client has ten test examples besides.
     *
     * @param trainExamples one entry a client, each at least 1
     */
    public static SyntheticFederation draw(long seed, int classes, InputShape input, int... trainExamples) {
        RandomStreams streams = new RandomStreams(seed);
        RandomGenerator random = streams.stream("synthetic-federation");
        int clients = trainExamples.length;
        int allTrain = Arrays.stream(trainExamples).sum();
        List<Partition.ClientShare> shares = new ArrayList<>();
        int[] labels = new int[allTrain + clients * TEST_EXAMPLES];
        int train = 0;
        int test = allTrain;
        for (int i = 0; i < clients; i++) {
            int trainEnd = train + trainExamples[i];
            int testEnd = test + TEST_EXAMPLES;
            shares.add(new Partition.ClientShare(
                    IntStream.range(train, trainEnd).toArray(),
                    IntStream.range(test, testEnd).toArray()));
            fill(labels, train, trainEnd, i, classes, random);
            fill(labels, test, testEnd, i, classes, random);
            train = trainEnd;
            test = testEnd;
        }
        GaussianBlobs blobs = new GaussianBlobs(classes, input.size(), random);
        Examples all = blobs.draw(labels, random);
        Dataset dataset = new Dataset(
                "Synthetic federation",
                input,
                IntStream.range(0, classes).mapToObj(c -> "class " + c).toList(),
                all.select(IntStream.range(0, allTrain).toArray()),
                all.select(IntStream.range(allTrain, labels.length).toArray()),
                List.of(new Dataset.File(
                        "synthetic",
                        labels.length,
                        sha256("%d %d %s %s".formatted(seed, classes, input, Arrays.toString(trainExamples))))));
        return new SyntheticFederation(dataset, new Partition(shares));
    }

    private static void fill(int[] labels, int from, int to, int client, int classes, RandomGenerator random) {
        for (int place = from; place < to; place++) {
            int favourite = (client + random.nextInt(2)) % classes;
            labels[place] = random.nextDouble() < FAVOURITES ? favourite : random.nextInt(classes);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the number of clients. */
    public int clients() {
        return partition.clients().size();
    }

    /** Returns what a client trains on. */
    public Examples train(ClientId client) {
        return dataset.all().select(partition.clients().get(client.index()).train());
    }

    /** Returns what a client is evaluated on. */
    public Examples test(ClientId client) {
        return dataset.all().select(partition.clients().get(client.index()).test());
    }

    /** Returns what the server knows of the clients. */
    public List<ClientSpec> facts() {
        return IntStream.range(0, clients())
                .mapToObj(i -> new ClientSpec(
                        new ClientId(i), partition.clients().get(i).train().length))
                .toList();
    }
}
