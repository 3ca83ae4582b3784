package org.exeunt.strategies.coordination;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationPolicyPlugin;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;

/**
 * In every round each client learns at some of its student exits, drawn uniformly and anew for each client; the final exit always learns.
 *
 * <p>The control of every schedule: as many exits, in no order.
 */
public final class RandomStudents implements CoordinationPolicy {
    /**
     * How many students, either counted or as a share; half of them if neither is given.
     *
     * @param students more than the network has means all
     * @param fraction of the m - 1 student exits, rounded to a whole number of exits, halves up
     */
    public record Options(
            @Option(value = "Student exits a client and round", min = 0) Optional<Integer> students,
            @Option(
                            value = "The same as a share of the network's student exits; 0.5 if neither is given",
                            min = 0,
                            max = 1)
                    Optional<Double> fraction) {
        public Options {
            if (students.isPresent() && fraction.isPresent()) {
                throw new IllegalArgumentException("'students' is %d and 'fraction' is %s; give one of them"
                        .formatted(students.get(), fraction.get()));
            }
        }

        int of(int studentExits) {
            if (students.isPresent()) {
                return Math.min(students.get(), studentExits);
            }
            return BigDecimal.valueOf(fraction.orElse(0.5))
                    .multiply(BigDecimal.valueOf(studentExits))
                    .setScale(0, RoundingMode.HALF_UP)
                    .intValueExact();
        }
    }

    /** Registers {@code random}. */
    public static final class Plugin extends CoordinationPolicyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "random",
                    "In every round each client learns at some student exits drawn at random, and at the final exit",
                    Options.class,
                    RandomStudents::new);
        }
    }

    private final Options options;

    RandomStudents(Options options, PluginContext context) {
        this.options = options;
    }

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        int students = options.of(request.exits() - 1);
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientId client : request.cohort()) {
            exits.put(client, draw(students, request.exits(), request.random()));
        }
        return exits;
    }

    private static ExitSet draw(int students, int exits, RandomGenerator random) {
        List<Exit> drawn = new ArrayList<>(ExitSet.upTo(exits - 1).asList());
        for (int i = 0; i < students; i++) {
            Collections.swap(drawn, i, i + random.nextInt(drawn.size() - i));
        }
        return ExitSet.of(drawn.subList(0, students)).plus(new Exit(exits));
    }

    @Override
    public Set<CoordinationRequirement> requirements() {
        return options.fraction().orElse(0.0) < 1 ? Set.of(CoordinationRequirement.INACTIVE_EXITS) : Set.of();
    }
}
