package org.exeunt.strategies.coordination;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationPolicyPlugin;
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
 */
public final class ExitsAsClients implements CoordinationPolicy {
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

    /** Registers {@code exits-as-clients}. */
    @Citation("Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015")
    public static final class Plugin extends CoordinationPolicyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "exits-as-clients",
                    "Chooses student exits as if each were a separate client (ablation)",
                    Options.class,
                    ExitsAsClients::new);
        }
    }

    /** A student exit of a client. */
    private record Student(ClientId client, Exit exit) {}

    private final ExitBudget budget;

    ExitsAsClients(Options options, PluginContext context) {
        this.budget = new ExitBudget(options.ramp(), BudgetBase.STUDENT_EXITS, false, 1);
    }

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        List<Student> remaining = new ArrayList<>();
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientId client : request.cohort()) {
            exits.put(client, ExitSet.of(request.exits()));
            for (int k = 1; k < request.exits(); k++) {
                remaining.add(new Student(client, new Exit(k)));
            }
        }
        List<Student> chosen = new ArrayList<>();
        int count = budget.studentExits(request);
        while (chosen.size() < count) {
            Student next = best(remaining, chosen.isEmpty() ? remaining : chosen, request.similarities());
            remaining.remove(next);
            chosen.add(next);
            exits.computeIfPresent(next.client(), (client, all) -> all.plus(next.exit()));
        }
        return exits;
    }

    /**
     * Returns the candidate with the largest sum of similarities. Every candidate is compared with the same students,
     * so sums and means give the same order.
     */
    private static Student best(List<Student> candidates, List<Student> others, Similarities similarities) {
        record Scored(Student student, double score) {}
        return candidates.stream()
                .map(candidate -> new Scored(
                        candidate,
                        others.stream()
                                .filter(other -> !other.equals(candidate))
                                .mapToDouble(other -> between(candidate, other, similarities))
                                .sum()))
                .max(Comparator.comparingDouble(Scored::score)
                        .thenComparing(scored -> scored.student().client(), Comparator.reverseOrder())
                        .thenComparing(scored -> -scored.student().exit().number()))
                .orElseThrow()
                .student();
    }

    private static double between(Student one, Student other, Similarities similarities) {
        return one.client().equals(other.client()) ? 1 : similarities.between(one.client(), other.client());
    }

    @Override
    public Set<CoordinationRequirement> requirements() {
        return budget.ramp() == 0
                ? Set.of()
                : Set.of(CoordinationRequirement.INACTIVE_EXITS, CoordinationRequirement.SIMILARITIES);
    }
}
