package org.exeunt.app.findings;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;

/** The accuracy of a prediction that needs no network: each client's most frequent training class. */
public final class MostFrequentClass {
    private MostFrequentClass() {}

    /**
     * Returns the accuracy in [0, 1] of always predicting each client's most frequent training class, the first of
     * several, on the clients and test examples of the final evaluation, as unweighted mean over clients. Empty if it
     * is not known exactly: a client has no training examples, or all clients may share one test set, whose examples
     * are weighted by a client's classes, and the weights change the result.
     */
    public static Optional<Double> accuracy(RunRecords run) {
        ClassDistribution classes = run.inputs().classes();
        Set<Integer> tested = Measure.tested(run).stream()
                .map(client -> client.client().index())
                .collect(Collectors.toSet());
        List<ClientCounts> clients = classes.clients().stream()
                .filter(client -> tested.contains(client.client()))
                .toList();
        boolean known = !clients.isEmpty()
                && clients.size() == tested.size()
                && clients.stream()
                        .allMatch(client -> isKnown(client, classes.classes().size()))
                && isOwnTest(clients);
        return known ? Optional.of(mean(clients)) : Optional.empty();
    }

    private static boolean isKnown(ClientCounts client, int classes) {
        return List.of(client.train(), client.validation(), client.test()).stream()
                        .allMatch(counts ->
                                counts.size() == classes && counts.stream().allMatch(count -> count >= 0))
                && client.train().stream().anyMatch(count -> count > 0)
                && client.test().stream().anyMatch(count -> count > 0);
    }

    /**
     * Returns whether clients cannot share one test set: of that every client would have all examples of each class
     * that it holds, and no others.
     */
    private static boolean isOwnTest(List<ClientCounts> clients) {
        Map<Integer, Integer> common = new HashMap<>();
        for (ClientCounts client : clients) {
            for (int c = 0; c < client.test().size(); c++) {
                int test = client.test().get(c);
                boolean held = client.train().get(c) + client.validation().get(c) > 0;
                if (!held ? test > 0 : common.computeIfAbsent(c, unused -> test) != test) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double mean(List<ClientCounts> clients) {
        return clients.stream()
                .mapToDouble(client -> {
                    int most = client.train().indexOf(Collections.max(client.train()));
                    return client.test().get(most)
                            / (double) client.test().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum();
                })
                .average()
                .orElseThrow();
    }
}
