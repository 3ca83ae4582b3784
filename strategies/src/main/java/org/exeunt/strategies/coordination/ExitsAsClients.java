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
 * Chooses every student exit as if it were a client of its own, most similar first, whatever its depth: the failure that CAFEDistill's depth-first
 * schedule avoids, here to be compared with it.
 *
 * <p>The number of student exits of a round is that of {@link ProgressiveDepth}. Two exits are as similar as their clients, those of one client wholly
 * (1); the first is of the client most similar to all others, each further one has the largest mean similarity to those chosen; ties go to the
 * lower client, then to the shallower exit. So the exits of few clients are chosen before any of the others. The final exit always learns.
 *
 * <p>Source: the motivation of CAFEDistill (arXiv 2601.10015), which names the collapse onto few clients but not the similarity of two exits.
 */
public final class ExitsAsClients implements CoordinationPolicy {
    /**
     * Settings of the schedule.
     *
     * @param ramp 0.5 in the paper
     */
    public record Options(
            @Option(
                            value = "Share of the rounds after which all exits learn; 0: all from the start",
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
                    "Chooses each student exit as if it were a client of its own: an ablation, selection collapses onto few clients",
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
        List<Student> left = new ArrayList<>();
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientId client : request.cohort()) {
            exits.put(client, ExitSet.of(request.exits()));
            for (int k = 1; k < request.exits(); k++) {
                left.add(new Student(client, new Exit(k)));
            }
        }
        List<Student> chosen = new ArrayList<>();
        int count = budget.studentExits(request);
        while (chosen.size() < count) {
            Student next = best(left, chosen.isEmpty() ? left : chosen, request.similarities());
            left.remove(next);
            chosen.add(next);
            exits.computeIfPresent(next.client(), (client, all) -> all.plus(next.exit()));
        }
        return exits;
    }

    /** All candidates are compared with the same students, so sums order them as means do. */
    private static Student best(List<Student> candidates, List<Student> company, Similarities similarities) {
        record Scored(Student student, double score) {}
        return candidates.stream()
                .map(candidate -> new Scored(
                        candidate,
                        company.stream()
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
