package org.exeunt.strategies.coordination;

import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;

/**
 * Draws the active student exits of each client uniformly in every round. The final exit is always active.
 *
 * <p>This is a control for schedules: the same number of exits in random order.
 *
 * @param options its options
 */
public record RandomStudents(Options options) implements CoordinationPolicy {
    /**
     * Number of active student exits, as a count or as a fraction; half of the student exits if both are absent.
     *
     * @param students capped at the number of student exits of the network
     * @param fraction of the m - 1 student exits, rounded half up
     */
    public record Options(
            @Option(value = "Number of active student exits per client and round", min = 0) Optional<Integer> students,
            @Option(
                            value = "Fraction of the student exits that is active; 0.5 if students is absent, too",
                            min = 0,
                            max = 1)
                    Optional<Double> fraction) {
        public Options {
            if (students.isPresent() && fraction.isPresent()) {
                throw new IllegalArgumentException("'students' is %d and 'fraction' is %s; expected only one of them"
                        .formatted(students.get(), fraction.get()));
            }
        }

        int of(int studentExits) {
            if (students.isPresent()) {
                return Math.min(students.get(), studentExits);
            }
            return DecimalProduct.of(fraction.orElse(0.5), studentExits)
                    .setScale(0, RoundingMode.HALF_UP)
                    .intValueExact();
        }
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
        List<Exit> drawn = Arrays.stream(RandomOrder.draw(students, exits - 1, random))
                .mapToObj(position -> new Exit(position + 1))
                .toList();
        return ExitSet.of(drawn).plus(new Exit(exits));
    }

    @Override
    public Set<CoordinationRequirement> requirements() {
        return options.fraction().orElse(0.0) < 1 ? Set.of(CoordinationRequirement.INACTIVE_EXITS) : Set.of();
    }
}
