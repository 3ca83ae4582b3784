package org.exeunt.strategies.coordination;

import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.Similarities;

/**
 * Chooses student exits by similarity regardless of their depth, as if each exit were a separate client. An ablation:
 * the selection collapses onto few clients, which the depth-first schedule of CAFEDistill avoids.
 *
 * <p>The number of student exits in a round is that of {@link ProgressiveDepth}. The similarity of two exits is that of
 * their clients, and 1 for exits of the same client. The first exit belongs to the client with the largest total
 * similarity to all others; each further exit has the largest mean similarity to those chosen. Ties are resolved in
 * favour of the lower client id, then the shallower exit. The final exit is always active.
 *
 * <p>Source: the motivation of CAFEDistill (arXiv 2601.10015), which describes the collapse onto few clients but does
 * not define the similarity of two exits.
 *
 * @param options its options
 */
public record ExitsAsClients(Options options) implements CoordinationPolicy {
    /**
     * Options of the schedule.
     *
     * @param ramp 0.5 in the paper
     */
    public record Options(
            @Option(
                            value = "Fraction of the rounds after which all exits are active; 0 for no ramp",
                            min = 0,
                            max = 1,
                            defaultValue = "0.5")
                    double ramp) {}

    /** A student exit of a client. */
    private record Student(ClientId client, Exit exit) {}

    private static final Comparator<Map.Entry<Student, DoubleSummaryStatistics>> BY_SUM =
            Comparator.<Map.Entry<Student, DoubleSummaryStatistics>>comparingDouble(
                            candidate -> candidate.getValue().getSum())
                    .thenComparing(candidate -> candidate.getKey().client(), Comparator.reverseOrder())
                    .thenComparing(candidate -> candidate.getKey().exit(), Comparator.reverseOrder());

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        Map<Student, DoubleSummaryStatistics> remaining = new LinkedHashMap<>();
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientId client : request.cohort()) {
            exits.put(client, ExitSet.of(request.exits()));
            for (int k = 1; k < request.exits(); k++) {
                remaining.put(new Student(client, new Exit(k)), new DoubleSummaryStatistics());
            }
        }
        int count = new ExitBudget(options.ramp(), false).studentExits(request);
        if (count == remaining.size()) {
            exits.replaceAll((client, last) -> ExitSet.upTo(request.exits()));
            return exits;
        }
        if (count > 0) {
            remaining.forEach((candidate, sum) -> compare(candidate, sum, remaining.keySet(), request.similarities()));
        }
        for (int chosen = 0; chosen < count; chosen++) {
            // every candidate is compared with the same students, so sums and means give the same order
            Student next = Collections.max(remaining.entrySet(), BY_SUM).getKey();
            remaining.remove(next);
            exits.computeIfPresent(next.client(), (client, all) -> all.plus(next.exit()));
            if (chosen == 0) {
                // similarities to all others decide only the first choice
                remaining.replaceAll((candidate, sum) -> new DoubleSummaryStatistics());
            }
            remaining.forEach((candidate, sum) -> compare(candidate, sum, Set.of(next), request.similarities()));
        }
        return exits;
    }

    /** Adds the similarities of a candidate to some others to its sum. */
    private static void compare(
            Student candidate, DoubleSummaryStatistics sum, Set<Student> others, Similarities similarities) {
        for (Student other : others) {
            if (!other.equals(candidate)) {
                sum.accept(between(candidate, other, similarities));
            }
        }
    }

    private static double between(Student one, Student other, Similarities similarities) {
        return one.client().equals(other.client()) ? 1 : similarities.between(one.client(), other.client());
    }

    @Override
    public Set<CoordinationRequirement> requirements() {
        return options.ramp() == 0
                ? Set.of()
                : Set.of(CoordinationRequirement.INACTIVE_EXITS, CoordinationRequirement.SIMILARITIES);
    }
}
