package org.exeunt.strategies.coordination;

import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
     * Options of the policy.
     *
     * @param fraction of the m - 1 student exits, rounded half up
     */
    public record Options(
            @Option(value = "Fraction of the student exits that is active", min = 0, max = 1, defaultValue = "0.5")
                    double fraction) {
        int of(int studentExits) {
            return DecimalProduct.of(fraction, studentExits)
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
        return options.fraction() < 1 ? Set.of(CoordinationRequirement.INACTIVE_EXITS) : Set.of();
    }
}
