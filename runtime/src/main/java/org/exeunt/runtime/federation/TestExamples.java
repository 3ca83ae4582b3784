package org.exeunt.runtime.federation;

import java.util.List;
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
        TestExamples group = new TestExamples(
                "clients",
                evaluated.stream()
                        .map(ClientId::index)
                        .filter(client -> client < members)
                        .map(sizes::get)
                        .toList());
        return newClients == 0
                ? List.of(group)
                : List.of(group, new TestExamples("new clients", sizes.subList(members, sizes.size())));
    }

    /** Returns a problem if no client has test examples. */
    Optional<String> problem() {
        return count(1) > 0
                ? Optional.empty()
                : Optional.of(("partition: none of %d %s to be evaluated has test examples, so that there is no"
                                + " accuracy to report; hold some out, such as by a larger partition.test-fraction")
                        .formatted(sizes.size(), group));
    }

    /** Returns a warning if clients have few or no test examples. */
    Optional<String> warning() {
        return count(FEW) == sizes.size()
                ? Optional.empty()
                : Optional.of(("Test examples are few: of %d %s, %d have none and are excluded from all means, and %d"
                                + " have fewer than %d. Results are based on %d test examples. Give clients more, by"
                                + " the options of the partitioner or by fewer clients.")
                        .formatted(
                                sizes.size(),
                                group,
                                sizes.size() - count(1),
                                count(1) - count(FEW),
                                FEW,
                                sizes.stream().mapToInt(Integer::intValue).sum()));
    }

    private int count(int least) {
        return (int) sizes.stream().filter(size -> size >= least).count();
    }
}
