package org.exeunt.api.data;

import java.util.Arrays;
import java.util.List;

/**
 * Which client holds which example of a data set. Examples are named by their indices into {@link Dataset#all()}; no example is in two
 * places. Equal content makes equal partitions.
 *
 * @param clients one entry a client, in client order
 * @param commonTest what every client is evaluated on, if clients have no test examples of their own; an example of class c then counts as
 *     much as the share that class c has of what the client holds, so that the accuracy of client i is
 *     {@code sum_c d_ic right_c / sum_c d_ic total_c}
 */
public record Partition(List<ClientShare> clients, int[] commonTest) {
    /**
     * The examples of one client.
     *
     * @param train what it trains on; at least one
     * @param validation what it chooses on, such as the thresholds of an exit rule; may be empty
     * @param test what it is evaluated on; may be empty
     */
    public record ClientShare(int[] train, int[] validation, int[] test) {
        public ClientShare {
            train = train.clone();
            validation = validation.clone();
            test = test.clone();
        }

        /** Makes a share without validation examples. */
        public ClientShare(int[] train, int[] test) {
            this(train, new int[0], test);
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

    public Partition {
        clients = List.copyOf(clients);
        commonTest = commonTest.clone();
        if (commonTest.length > 0 && clients.stream().anyMatch(share -> share.test.length > 0)) {
            throw new IllegalArgumentException("clients have test examples of their own besides the common ones");
        }
    }

    /** Makes a partition whose clients are evaluated on test examples of their own. */
    public Partition(List<ClientShare> clients) {
        this(clients, new int[0]);
    }

    @Override
    public int[] commonTest() {
        return commonTest.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Partition partition
                && clients.equals(partition.clients)
                && Arrays.equals(commonTest, partition.commonTest);
    }

    @Override
    public int hashCode() {
        return 31 * clients.hashCode() + Arrays.hashCode(commonTest);
    }

    @Override
    public String toString() {
        return "Partition[clients=%s, commonTest=%s]".formatted(clients, Arrays.toString(commonTest));
    }
}
