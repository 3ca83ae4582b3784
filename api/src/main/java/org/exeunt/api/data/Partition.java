package org.exeunt.api.data;

import java.util.List;

/**
 * Which client holds which example of a data set.
 *
 * @param clients one entry a client, in client order
 */
public record Partition(List<ClientShare> clients) {
    /**
     * The examples of one client, as indices into {@link Dataset#all()}.
     *
     * @param train what it trains on; at least one
     * @param test what it is evaluated on; may be empty
     */
    public record ClientShare(int[] train, int[] test) {
        public ClientShare {
            train = train.clone();
            test = test.clone();
        }

        @Override
        public int[] train() {
            return train.clone();
        }

        @Override
        public int[] test() {
            return test.clone();
        }
    }

    public Partition {
        clients = List.copyOf(clients);
    }
}
