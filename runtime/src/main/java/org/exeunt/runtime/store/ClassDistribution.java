package org.exeunt.runtime.store;

import java.util.List;

/**
 * Which classes there are and how many examples of each every client holds: {@code class-distribution.json}.
 *
 * @param schemaVersion of this file
 * @param classes their names, in label order
 * @param clients in client order, new clients last
 */
public record ClassDistribution(int schemaVersion, List<String> classes, List<Holding> clients) {
    private static final int SCHEMA = 1;

    /**
     * One client's examples of each class, in label order.
     *
     * @param client index
     */
    public record Holding(int client, List<Integer> train, List<Integer> validation, List<Integer> test) {
        public Holding {
            train = List.copyOf(train);
            validation = List.copyOf(validation);
            test = List.copyOf(test);
        }
    }

    public ClassDistribution {
        classes = List.copyOf(classes);
        clients = List.copyOf(clients);
    }

    /** Makes the distribution of a run. */
    public ClassDistribution(List<String> classes, List<Holding> clients) {
        this(SCHEMA, classes, clients);
    }
}
