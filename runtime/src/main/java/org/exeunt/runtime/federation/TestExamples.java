package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.ClientId;

/**
 * The numbers of test examples of a group of clients.
 *
 * @param group name of the group: {@code clients} or {@code new clients}
 * @param sizes number of test examples of each client that is evaluated
 */
record TestExamples(String group, List<Integer> sizes) {
    private static final int FEW = 5;

    /**
     * Returns the groups of a run that are reported separately: clients that train, and new clients if there are any.
     *
     * @param evaluated clients that are evaluated
     * @param sizes number of test examples of each client, new clients last
     */
    static List<TestExamples> of(List<ClientId> evaluated, List<Integer> sizes, int newClients) {
        int members = sizes.size() - newClients;
        List<Integer> ofMembers = evaluated.stream()
                .filter(client -> client.index() < members)
                .map(client -> sizes.get(client.index()))
                .toList();
        TestExamples group = new TestExamples("clients", ofMembers);
        return newClients == 0
                ? List.of(group)
                : List.of(group, new TestExamples("new clients", sizes.subList(members, sizes.size())));
    }

    /** Returns a problem if no client has test examples. */
    Optional<String> problem() {
        return clientsWithAtLeast(1) > 0
                ? Optional.empty()
                : Optional.of(
                        ("partition: none of %d %s to be evaluated has test examples, so that there is no accuracy "
                                        + "to report; hold some out, such as by a larger partition.test-fraction")
                                .formatted(sizes.size(), group));
    }

    /** Returns a warning if clients have few or no test examples. */
    Optional<String> warning() {
        int without = sizes.size() - clientsWithAtLeast(1);
        int few = clientsWithAtLeast(1) - clientsWithAtLeast(FEW);
        if (without + few == 0) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        if (without > 0) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%d of %d %s (%.0f %%) without any, which are excluded from all means",
                    without,
                    sizes.size(),
                    group,
                    100.0 * without / sizes.size()));
        }
        if (few > 0) {
            reasons.add(
                    "%d of %d %s with fewer than %d, the fewest %d".formatted(few, sizes.size(), group, FEW, fewest()));
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "Test examples are few: %s. Results are based on %,d test examples of %d of %d %s. Give clients "
                        + "more, by the options of the partitioner or by fewer clients.",
                String.join("; ", reasons),
                sizes.stream().mapToInt(Integer::intValue).sum(),
                clientsWithAtLeast(1),
                sizes.size(),
                group));
    }

    private int clientsWithAtLeast(int least) {
        return (int) sizes.stream().filter(size -> size >= least).count();
    }

    private int fewest() {
        return sizes.stream()
                .filter(size -> size > 0)
                .mapToInt(Integer::intValue)
                .min()
                .orElseThrow();
    }
}
