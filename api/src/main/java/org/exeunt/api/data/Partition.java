package org.exeunt.api.data;

import java.nio.IntBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The assignment of the examples of a data set to clients. Examples are identified by their index in
 * {@link Dataset#all()}; each is assigned at most once. Immutable; partitions of equal content are equal.
 *
 * @param clients one entry per client, in client order
 * @param commonTest test examples shared by all clients, if clients have no test examples of their own; empty
 *     otherwise. In the evaluation of client i, an example of class c is weighted by the fraction {@code d_ic} of class
 *     c in the examples of the client, so that its accuracy is {@code sum_c d_ic correct_c / sum_c d_ic total_c}
 * @param server examples of the server, in no client's training, validation or test; usually empty
 */
public record Partition(List<ClientShare> clients, int[] commonTest, int[] server) {
    /**
     * The examples of one client, as indices into {@link Dataset#all()}.
     *
     * @param train training examples; at least one
     * @param validation validation examples, for choices such as thresholds of exit rules; may be empty
     * @param test test examples; may be empty
     */
    public record ClientShare(int[] train, int[] validation, int[] test) {
        public ClientShare {
            train = train.clone();
            validation = validation.clone();
            test = test.clone();
        }

        /** Returns a share without validation examples. */
        public static ClientShare of(int[] train, int[] test) {
            return new ClientShare(train, new int[0], test);
        }

        /** Returns all examples: training, validation, then test examples. */
        public IntStream all() {
            return Stream.of(train, validation, test).flatMapToInt(Arrays::stream);
        }

        @Override
        public int[] train() {
            return train.clone();
        }

        @Override
        public int[] validation() {
            return validation.clone();
        }

        @Override
        public int[] test() {
            return test.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ClientShare share
                    && Arrays.equals(train, share.train)
                    && Arrays.equals(validation, share.validation)
                    && Arrays.equals(test, share.test);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Arrays.hashCode(train) + Arrays.hashCode(validation)) + Arrays.hashCode(test);
        }

        @Override
        public String toString() {
            return "ClientShare[train=%s, validation=%s, test=%s]"
                    .formatted(Arrays.toString(train), Arrays.toString(validation), Arrays.toString(test));
        }
    }

    /** Shares in two arrays: a client takes 12 bytes and its indices, however many clients there are. */
    private static final class CompactShares extends AbstractList<ClientShare> implements RandomAccess {
        private final int[] indices;

        /** Ends in {@link #indices} of each client's training, validation and test examples, which follow each other. */
        private final int[] ends;

        CompactShares(List<ClientShare> shares) {
            this.ends = new int[3 * shares.size()];
            int end = 0;
            int part = 0;
            for (ClientShare share : shares) {
                for (int[] examples : List.of(share.train, share.validation, share.test)) {
                    end = Math.addExact(end, examples.length);
                    ends[part] = end;
                    part++;
                }
            }
            IntBuffer all = IntBuffer.allocate(end);
            shares.forEach(share -> all.put(share.train).put(share.validation).put(share.test));
            this.indices = all.array();
        }

        @Override
        public ClientShare get(int client) {
            Objects.checkIndex(client, size());
            return new ClientShare(part(3 * client), part(3 * client + 1), part(3 * client + 2));
        }

        private int[] part(int part) {
            return Arrays.copyOfRange(indices, part == 0 ? 0 : ends[part - 1], ends[part]);
        }

        @Override
        public int size() {
            return ends.length / 3;
        }
    }

    public Partition {
        clients = new CompactShares(clients);
        commonTest = commonTest.clone();
        server = server.clone();
        if (commonTest.length > 0 && clients.stream().anyMatch(share -> share.test.length > 0)) {
            throw new IllegalArgumentException(
                    "a partition has either common test examples or test examples per client, found both");
        }
    }

    /** Returns a partition with test examples per client. */
    public static Partition of(List<ClientShare> clients) {
        return new Partition(clients, new int[0], new int[0]);
    }

    @Override
    public int[] commonTest() {
        return commonTest.clone();
    }

    @Override
    public int[] server() {
        return server.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Partition partition
                && clients.equals(partition.clients)
                && Arrays.equals(commonTest, partition.commonTest)
                && Arrays.equals(server, partition.server);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * clients.hashCode() + Arrays.hashCode(commonTest)) + Arrays.hashCode(server);
    }

    @Override
    public String toString() {
        return "Partition[clients=%s, commonTest=%s, server=%s]"
                .formatted(clients, Arrays.toString(commonTest), Arrays.toString(server));
    }
}
